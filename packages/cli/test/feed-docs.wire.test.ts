import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { readKit } from '../src/feed/kit.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/feed.md'), 'utf8')
const [tables = '', ...blocks] = Array.from(
  PAGE.matchAll(/^```sql\n([\s\S]*?)^```$/gm),
  ([, sql = '']) => sql,
)

const MEMBER = '00000000-0000-4000-8000-000000000001'
const LIST = '00000000-0000-4000-8000-00000000000a'
const ORG = '00000000-0000-4000-8000-00000000000b'
const APP = `
  create table lists (id uuid primary key, owner_id uuid, org_id uuid);
  create table members (list_id uuid references lists, user_id uuid, primary key (list_id, user_id));
  create table todos (id uuid primary key, list_id uuid references lists);
  create table comments (id uuid primary key, todo_id uuid references todos);
  insert into lists values ('${LIST}', '${MEMBER}', '${ORG}');
  insert into members values ('${LIST}', '${MEMBER}');
`

let backend: LocalBackend
beforeAll(async () => {
  backend = await testBackend()
  await backend.sql(APP)
  await backend.sql(readKit().install)
})
afterAll(() => backend.stop())

/** Whether the member may read it; nobody else ever may. */
const mayRead = async (scope: string): Promise<boolean> => {
  const asked = (user: string) =>
    backend.sql(`
    with caller as materialized (
      select set_config('request.jwt.claims', '{"sub":"${user}"}', false) as claims)
    select everfresh.can_read('${scope}')::text as may from caller where claims is not null`)
  const stranger = await asked('00000000-0000-4000-8000-000000000002')
  expect(stranger.rows[0]?.['may'], `a stranger and ${scope}`).toBe('false')
  return (await asked(MEMBER)).rows[0]?.['may'] === 'true'
}
/** What each block has to have done. */
const looks: readonly (() => Promise<void>)[] = [
  async () => {
    expect(await mayRead(`list:${LIST}`)).toBe(true)
    expect(await mayRead('list:none')).toBe(false)
  },
  async () => {
    await backend.sql(`insert into todos values (gen_random_uuid(), '${LIST}')`)
    const { rows } = await backend.sql('select scope, table_name from everfresh.log')
    expect(rows).toEqual([{ scope: `list:${LIST}`, table_name: 'todos' }])
  },
  async () => {
    expect(await mayRead(`user:${MEMBER}`)).toBe(true)
    expect(await mayRead(`list:${LIST}`)).toBe(false)
  },
  async () => {
    for (const scope of [`user:${MEMBER}`, `list:${LIST}`, `org:${ORG}`])
      expect(await mayRead(scope), scope).toBe(true)
    expect(await mayRead('other:1')).toBe(false)
  },
  async () => {
    await backend.sql('insert into comments select gen_random_uuid(), id from todos')
    const { rows } = await backend.sql(
      `select scope, (route ? 'todo_id')::text as routed from everfresh.log where table_name = 'comments'`,
    )
    expect(rows).toEqual([{ scope: `list:${LIST}`, routed: 'true' }])
  },
  async () => {
    const { rows } = await backend.sql('select kept::text from everfresh.state')
    expect(rows).toEqual([{ kept: '3 days' }])
  },
  async () => {
    const { rows } = await backend.sql('select poll_after_ms::text from everfresh.state')
    expect(rows).toEqual([{ poll_after_ms: '10000' }])
  },
]

it('the SQL of docs/feed.md does what the page says, block by block', async () => {
  expect(blocks).toHaveLength(looks.length)
  for (const [at, look] of looks.entries()) {
    await backend.sql(blocks[at] ?? '')
    await look()
  }
})

it('with the tables of docs/feed.md whoever joined a list sees it, and nobody else', async () => {
  const fresh = await testBackend()
  try {
    await fresh.sql(tables)
    const options = { auth: { persistSession: false }, realtime: { transport: WebSocket as never } }
    const client = createClient(fresh.url, fresh.anonKey, options)
    await client.auth.signInAnonymously()
    const titles = async () => (await client.from('lists').select('title').throwOnError()).data
    expect(await titles()).toEqual([])
    const joined = { list_id: 'groceries' }
    // Each time that the app starts.
    for (const _ of ['first', 'again'])
      await client.from('members').upsert(joined, { ignoreDuplicates: true }).throwOnError()
    expect(await titles()).toEqual([{ title: 'Groceries' }])
    void client.auth.dispose()
  } finally {
    await fresh.stop()
  }
})
