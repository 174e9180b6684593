import type pg from 'pg'
import type { Server } from './server.ts'
import { copyWorld, dropWorld, makeWorld } from './world.ts'

/** What chance seldom brings about: histories that are played word for word. */
export const SCENES = {
  'the newer of two holes': theNewerOfTwo,
  'what a table held that was emptied after they began to read': emptiedMeanwhile,
  'a child that was written before its parent': childFirst,
  'a child that is written while its parent moves': movedMeanwhile,
} as const

export type Scene = keyof typeof SCENES

export const isScene = (name: string): name is Scene => name in SCENES

/** Plays one with this kit. Returns what is wrong with what its reader was told; undefined: nothing. */
export async function playScene(
  server: Server,
  kit: ReadonlyMap<string, string>,
  name: Scene,
): Promise<string | undefined> {
  await makeWorld(server, 'world', kit)
  await copyWorld(server, 'scene', 'world')
  const clients = await Promise.all(Array.from({ length: 3 }, () => server.connect('scene')))
  const [one, two, reader] = clients
  if (one === undefined || two === undefined || reader === undefined) return 'nobody is there'
  try {
    return await SCENES[name](one, two, reader)
  } finally {
    await Promise.all(clients.map(client => client.end()))
    await dropWorld(server, 'scene')
    await dropWorld(server, 'world')
  }
}

const fail = (client: pg.Client, id: number): Promise<unknown> =>
  client.query(`set local oracle.fault = 'on'; insert into items values (${id}, '1', 1)`)

interface Answer {
  readonly cursor: string
  readonly reason: string | null
  readonly changes: readonly { readonly table: string }[]
}

async function ask(reader: pg.Client, cursor?: string): Promise<Answer> {
  const { rows } = await reader.query<{ answer: Answer }>(
    `select public.changes_since('{room:1}', $1) as answer`,
    [cursor ?? null],
  )
  return rows[0]?.answer ?? { cursor: '', reason: 'no answer', changes: [] }
}

/** A reader comes while `writer` has written what could not be logged, and asks again when it has committed. */
async function toldOf(writer: pg.Client, reader: pg.Client): Promise<string | undefined> {
  const { cursor } = await ask(reader)
  await writer.query('commit')
  const { reason } = await ask(reader, cursor)
  return reason === null ? 'a change could not be logged, and nothing says so' : undefined
}

async function theNewerOfTwo(
  older: pg.Client,
  newer: pg.Client,
  reader: pg.Client,
): Promise<string | undefined> {
  await older.query('begin; select pg_current_xact_id()')
  await newer.query('begin')
  await fail(newer, 1)
  await fail(older, 2)
  await older.query('commit')
  return toldOf(newer, reader)
}

async function emptiedMeanwhile(
  janitor: pg.Client,
  writer: pg.Client,
  reader: pg.Client,
): Promise<string | undefined> {
  const { cursor } = await ask(reader)
  await writer.query(`insert into items values (1, '1', 1)`)
  await reader.query('begin isolation level repeatable read; select from oracle.written')
  // The table that was written to is the one that comes next.
  await janitor.query(`select setval('oracle.clock', 7)`)
  await janitor.query('select everfresh.rotate()')
  await janitor.query(`update everfresh.state set marked_at = marked_at - interval '1 minute'`)
  const { rows } = await janitor.query<{ did: string }>('select everfresh.rotate() as did')
  const { reason } = await ask(reader, cursor)
  await reader.query('commit')
  if (rows[0]?.did !== 'emptied') return 'the test is wrong: no table was emptied'
  return reason === null ? 'a change is in no table any more, and nothing says so' : undefined
}

async function childFirst(
  migration: pg.Client,
  writer: pg.Client,
  reader: pg.Client,
): Promise<string | undefined> {
  await migration.query(
    'alter table notes alter constraint notes_item_id_fkey deferrable; select everfresh.retrack()',
  )
  const { cursor } = await ask(reader)
  await writer.query('begin; set constraints all deferred; insert into notes values (1, 1)')
  await writer.query(`insert into items values (1, '1', 1); commit`)
  const { changes, reason } = await ask(reader, cursor)
  if (reason !== null) return `the test is wrong: ${reason}`
  return changes.some(({ table }) => table === 'notes')
    ? undefined
    : 'a child was told to nobody, since its parent came after it'
}

async function movedMeanwhile(
  mover: pg.Client,
  writer: pg.Client,
  reader: pg.Client,
): Promise<string | undefined> {
  await mover.query(`insert into items values (1, '2', 1)`)
  await writer.query('begin; insert into notes values (1, 1)')
  await mover.query(`update items set room = '1' where id = 1`)
  const { cursor } = await ask(reader)
  await writer.query('commit')
  const { changes, reason } = await ask(reader, cursor)
  if (reason !== null) return `the test is wrong: ${reason}`
  return changes.some(({ table }) => table === 'notes')
    ? undefined
    : 'a child was told to the scope that its parent had left, and not to the one where it is'
}
