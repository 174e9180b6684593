import pg from 'pg'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { median } from '../lib/statistics.mjs'
import { feedKit } from './kit.mjs'

const CLIENTS = 4
const ROWS = 1_000
/** Transactions of each client in one go, of one statement each. */
const TRANSACTIONS = 500

/** Three tables that differ in nothing but how they are tracked. */
const TABLES = /** @type {const} */ (['untracked', 'logged', 'pushed'])
// They are written to from within, as fast as PostgreSQL can: a client beside it would share its processors, and hide
// some of the cost. Each client has rows of its own, and waits for no other's lock.
const schema = [
  feedKit(),
  ...TABLES.map(
    table => `
      create table public.${table} (id int primary key, list int not null, version int not null default 0);
      insert into public.${table} (id, list) select n, n % 100 from generate_series(1, ${ROWS}) n;
      create procedure public.write_to_${table}(client int) language plpgsql as $$
      begin
        for n in 1..${TRANSACTIONS} loop
          update public.${table} set version = version + 1
           where id = 1 + client + ${CLIENTS} * ((n * 37) % ${ROWS / CLIENTS});
          commit;
        end loop;
      end
      $$;`,
  ),
  `select everfresh.track('public.logged', 'list:{list}', push => false);
   select everfresh.track('public.pushed', 'list:{list}');`,
].join('\n')

/** @typedef {(typeof TABLES)[number]} Table */

/**
 * Four clients update one row after the other, each a transaction of its own, by turns in each table: what a statement
 * takes longer where it is tracked, in ms. PostgreSQL is the local backend's, and nobody listens.
 *
 * @param {import('../lib/group.mjs').GroupContext} context
 */
export async function measureWriteCost({ say, rounds, quick, defer }) {
  say('write cost: starts the backend')
  const project = await makeProject(schema)
  defer(project.remove)
  const backend = await startBackend(project.folder)
  defer(backend.stop)
  const clients = Array.from({ length: CLIENTS }, () => {
    return new pg.Client({ connectionString: backend.databaseUrl })
  })
  defer(() => Promise.all(clients.map(client => client.end())))
  await Promise.all(clients.map(client => client.connect()))
  // Each transaction is flushed to the disk once, tracked or not, and no disk is that even.
  await Promise.all(clients.map(client => client.query('set synchronous_commit = off')))

  /** What one statement took in the mean. @param {Table} table */
  const write = async table => {
    const from = performance.now()
    await Promise.all(
      clients.map((client, nth) => client.query(`call public.write_to_${table}(${nth})`)),
    )
    return (performance.now() - from) / TRANSACTIONS
  }
  const round = async () => {
    /** @type {Record<Table, number[]>} */
    const took = { untracked: [], logged: [], pushed: [] }
    for (let turn = 0; turn < (quick ? 3 : 9); turn += 1) {
      const order = [0, 1, 2].map(n => TABLES[(n + turn) % TABLES.length] ?? 'untracked')
      for (const table of order) took[table].push(await write(table))
    }
    const baseline = median(took.untracked)
    const added = (/** @type {Table} */ table) => ({
      ours: median(took[table]) - baseline,
      baseline,
    })
    return { logged: added('logged'), pushed: added('pushed') }
  }
  say('write cost: warms up')
  await round()
  const measured = []
  while (measured.length < rounds) {
    say(`write cost: round ${measured.length + 1} of ${rounds}`)
    measured.push(await round())
  }
  return {
    'feed-write-cost': measured.map(({ pushed }) => pushed),
    'feed-write-cost-log-only': measured.map(({ logged }) => logged),
  }
}
