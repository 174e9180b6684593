import type { Finding } from '@everfresh/core/diagnose'
import { describe, expect, test } from 'vitest'
import { feedProject } from '../../test/feed-project.ts'
import {
  atRest,
  isLive,
  logOf,
  often,
  prepareFeedStage,
  type FeedApp,
} from '../../test/feed-stage.ts'
import { kit } from '../../test/kit.ts'
import { soon } from '../../test/stage.ts'
import { supabaseSource } from '../index.ts'
import { diagnose } from './diagnose.ts'

const rows = `
  create table members (list text, user_id uuid, primary key (list, user_id));
  create table rows (id bigint primary key, list text not null, part int not null, title text not null);
  create table notes (like rows including all);
  grant select on rows, notes to authenticated;
`

/** What it says of the feed: the codes, and each with something to do next. */
async function found(app: FeedApp): Promise<readonly string[]> {
  const findings: readonly Finding[] = await diagnose({
    realtime: app.realtime,
    cache: app.queryClient.getQueryCache(),
    families: [['rows'], ['notes']],
    client: app.client,
  })
  const ofFeed = findings.filter(({ code }) => code.startsWith('feed-'))
  for (const { evidence, next } of ofFeed) expect([evidence, next]).not.toContain('')
  return ofFeed.map(({ code, evidence }) => `${code}: ${evidence}`)
}

describe('a database with the feed', () => {
  const stage = prepareFeedStage()

  test('a healthy feed has no finding', async () => {
    const app = await stage.open()
    await atRest(app)
    await soon(() => isLive(app)).toBe(true)
    expect(await found(app)).toEqual([])
  })

  test('a scope that is not this user’s is feed-refused', async () => {
    const app = await stage.open({ isMember: false })
    await soon(() => logOf(app)?.status).toBe('refused')
    expect(await found(app)).toEqual([expect.stringMatching(/^feed-refused: .*list:a/)])
  })

  test('a log that fails is feed-not-answering', async () => {
    const app = await stage.open()
    await atRest(app)
    stage.backend.faults.add(
      { type: 'http-error', service: 'rest', status: 404, message: 'gone' },
      { path: '/rest/v1/rpc/changes_since' },
    )
    await expect(app.realtime.settled(Promise.resolve())).rejects.toThrow()
    expect(await found(app)).toEqual([expect.stringMatching(/^feed-not-answering: .*gone/)])
  })

  test('broadcasts that cannot be read are feed-not-answering', async () => {
    const app = await stage.open()
    await atRest(app)
    await soon(() => isLive(app)).toBe(true)
    await stage.backend.sql(`select realtime.send('{}', 'changes', 'everfresh:list:a', true)`)
    await soon(() => app.requests).toContain('POST changes_since')
    expect(await found(app)).toEqual([expect.stringMatching(/^feed-not-answering: 1 of/)])
  })

  test('pushes that were lost without a word are feed-changes-lost', async () => {
    const app = await stage.open({ polling: { driftMs: 300, jitterMs: 0 } })
    await atRest(app)
    await soon(() => isLive(app)).toBe(true)
    stage.backend.faults.add({ type: 'frame-skip', what: 'broadcasts' }, { count: 1 })
    await stage.commit([0, 'lost'])
    await soon(() => logOf(app)?.silentLosses).toBe(1)
    expect(await found(app)).toEqual([expect.stringMatching(/^feed-changes-lost: 1 commit /)])
  })

  test('a public channel under the feed’s name is feed-channel-public', async () => {
    const app = await stage.open()
    await atRest(app)
    const topic = 'everfresh:list:b'
    const options = { client: app.client, topic: () => topic, tables: () => [], private: false }
    const { close } = supabaseSource(options).open({ id: 'b', userId: 'ann' }, () => undefined)
    expect(await found(app)).toEqual([expect.stringContaining('feed-channel-public: ')])
    close()
  })
})

describe('a database without it', () => {
  const stage = prepareFeedStage(feedProject({ rows }))

  test('is feed-not-installed', async () => {
    const app = await stage.open()
    await soon(() => logOf(app)?.status).toBe('failing')
    expect(await found(app)).toEqual([expect.stringContaining('feed-not-installed: ')])
  })
})

describe('a database whose can_read was not written', () => {
  const stage = prepareFeedStage(feedProject({ rows, feed: kit() }))

  test('is feed-refused', async () => {
    const app = await stage.open()
    await soon(() => logOf(app)?.status).toBe('failing')
    expect(await found(app)).toEqual([expect.stringMatching(/^feed-refused: .*can_read/)])
  })
})

describe('a table that is tracked no more while the app runs', () => {
  const stage = prepareFeedStage()

  test('is feed-untracked, and is polled until it is tracked again', async () => {
    const app = await stage.open({ polling: often })
    await atRest(app)
    await stage.backend.sql(`select everfresh.untrack('notes')`)
    await soon(() => logOf(app)?.status).toBe('failing')
    expect(await found(app)).toEqual([expect.stringMatching(/^feed-untracked: .*notes/)])
    await stage.backend.sql(`insert into notes (list, part, title) values ('a', 0, 'not told')`)
    await soon(() => app.titles(0, 'notes')).toEqual(['not told'])
    await stage.backend.sql(
      `select everfresh.track('notes', 'list:{list}', array['part'], push => false)`,
    )
    await soon(() => logOf(app)?.status).toBe('trusted')
    await soon(() => isLive(app)).toBe(true)
  })
})
