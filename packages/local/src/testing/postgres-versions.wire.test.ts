import { expect, test } from 'vitest'
import { POSTGRES_VERSIONS, startPostgres } from './postgres-versions.ts'
import { databaseOn } from './test-database.ts'

test.each(POSTGRES_VERSIONS)(
  'a test has a PostgreSQL %s of its own, with its own settings and Supabase’s schemas',
  async version => {
    const cluster = await startPostgres(version, { max_prepared_transactions: '3' })
    try {
      const db = await databaseOn(cluster)
      const { rows } = await db.query(
        `select current_setting('server_version_num')::int / 10000 as major,
                current_setting('max_prepared_transactions') as prepared,
                to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null as can_send`,
      )
      expect(rows).toEqual([{ major: String(version), prepared: '3', can_send: 't' }])
      await db.close()
    } finally {
      await cluster.stop()
    }
  },
)
