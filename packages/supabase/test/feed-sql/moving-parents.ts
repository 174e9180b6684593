import { expect, test } from 'vitest'
import type { FeedStage } from './stage.ts'

const MOVE = 'update shots set project_id = 2 where id = 1'

/** What a transaction does that does not see the parent move to another scope. */
const UNAWARE: readonly (readonly [what: string, before: string, after: string])[] = [
  ['writes a child', 'begin; insert into links values (7, 1)', 'commit'],
  [
    'writes many children',
    'begin; insert into links select g, 1 from generate_series(100, 160) g',
    'commit',
  ],
  [
    'has written forty times',
    `begin; ${'insert into pairs values (1, gen_random_uuid()::text, 3);'.repeat(40)} update links set note = 'x' where id = 1`,
    'commit',
  ],
  [
    'sees things as they were, and writes a child after the move',
    'begin isolation level repeatable read; select from shots',
    `update links set note = 'x' where id = 1; commit`,
  ],
  [
    'gives a child’s own parent to the one that moves',
    'begin; update links set shot_id = 1 where id = 3',
    'commit',
  ],
]

export const movingParents = (stage: FeedStage): void => {
  test.each(UNAWARE)(
    'a parent moves while a transaction %s: its new scope is told of that, too',
    async (_, before, after) => {
      const db = await stage.database()
      await db.sql(`create table replies (id int primary key, link_id int references links);
        insert into links values (3, 3);
        select everfresh.track('replies', 'project:{link_id -> links.shot_id -> shots.project_id}')`)
      const writer = await db.session()
      const reader = await db.reader('project:2')
      await writer.sql(before)
      await db.sql(MOVE)
      expect(await reader.hears()).toContain('project:2 links UPDATE many')
      await writer.sql(after)
      expect(await reader.hears()).toContainEqual(
        expect.stringMatching(
          before.includes('shot_id')
            ? /^project:2 replies UPDATE many$/
            : /^project:2 links UPDATE many$/,
        ),
      )
      expect(await reader.hears()).toEqual([])
    },
  )

  test.each([
    ['twice', [MOVE, 'update shots set project_id = 3 where id = 1']],
    ['by way of another', [MOVE, 'update shots set project_id = 3 where project_id = 2']],
    ['and those of its new scope move on', [MOVE, 'update projects set id = 3 where id = 2']],
  ])(
    'a parent moves %s while a transaction writes a child: where it is now is told of that',
    async (_, moves) => {
      const db = await stage.database()
      await db.sql(moves[1]?.includes('projects') ? '' : `insert into projects values (3, 'ann')`)
      const [writer, reader] = [await db.session(), await db.reader('project:3')]
      await writer.sql('begin; insert into links values (7, 1)')
      for (const move of moves) await db.sql(move)
      expect(await reader.hears()).toContain('project:3 links UPDATE many')
      await writer.sql('commit')
      expect(await reader.hears()).toEqual(['project:3 links UPDATE many'])
    },
  )

  test('who moves a child without seeing its parent move does not know what it left: who writes below it meanwhile is told where it is', async () => {
    const db = await stage.database()
    await db.sql(`insert into projects values (3, 'ann');
      create table replies (id int primary key, link_id int references links, note text); insert into replies values (1, 1);
      select everfresh.track('replies', 'project:{link_id -> links.shot_id -> shots.project_id}')`)
    const [mover, writer] = [await db.session(), await db.session()]
    const reader = await db.reader('project:2')
    await mover.sql('begin; update links set shot_id = 2 where id = 1')
    await db.sql('update shots set project_id = 3 where id = 1')
    await writer.sql(`begin; update replies set note = 'x'`)
    await mover.sql('commit')
    expect(await reader.hears()).toContain('project:2 replies UPDATE many')
    await writer.sql('commit')
    expect(await reader.hears()).toEqual(['* replies UPDATE many'])
  })

  test('a parent that is deleted and comes again elsewhere has moved', async () => {
    const db = await stage.database()
    await db.sql(`create table boxes (id int primary key, project_id int); insert into boxes values (1, 1);
      create table balls (id int primary key, box_id int, note text); insert into balls values (1, 1);
      select everfresh.track('balls', 'project:{box_id -> boxes.project_id}')`)
    const [writer, reader] = [await db.session(), await db.reader('project:2')]
    await writer.sql(`begin; update balls set note = 'x'`)
    await db.sql('begin; delete from boxes; insert into boxes values (1, 2); commit')
    expect(await reader.hears()).toEqual(['project:2 balls INSERT many'])
    await writer.sql('commit')
    expect(await reader.hears()).toEqual(['project:2 balls UPDATE many'])
  })

  test('six hundred moves that all knew of who wrote since cost a question nothing', async () => {
    const db = await stage.database()
    await db.sql(`insert into everfresh.log (slot, scope, schema_name, table_name, operation, push, xid, moved)
      select everfresh.slot(), 'project:' || scope, 'public', 'links', 'UPDATE', false, n::text::xid8, true
        from generate_series(100, 700) n, generate_series(1, 2) scope`)
    const reader = await db.reader('project:1')
    await db.sql(`insert into everfresh.log (slot, scope, schema_name, table_name, operation, push, read_in)
      select everfresh.slot(), 'project:2', 'public', 'links', 'INSERT', false, pg_current_snapshot() from generate_series(1, 30000)`)
    await db.sql(`set statement_timeout = '2s'`)
    expect(await reader.hears()).toEqual([])
  })

  test('who writes to a scope that no parent left meanwhile is not told to others', async () => {
    const db = await stage.database()
    const writer = await db.session()
    await db.sql(`insert into projects values (3, 'ann')`)
    const reader = await db.reader('project:3')
    await writer.sql('begin; insert into links values (7, 2)')
    await db.sql('update shots set project_id = 3 where id = 1')
    expect(await reader.hears()).toHaveLength(2)
    await writer.sql('commit')
    expect(await reader.hears()).toEqual([])
  })

  test('who writes a child after its parent has moved is told once, in its scope', async () => {
    const db = await stage.database()
    const [writer, reader] = [await db.session(), await db.reader('project:1', 'project:2')]
    await writer.sql('begin; insert into links values (7, 2)')
    await db.sql(MOVE)
    await reader.hears()
    await db.sql('insert into links values (8, 1)')
    expect(await reader.hears()).toEqual(['project:2 links INSERT 8'])
  })
}
