import { expect, it } from 'vitest'
import { startMutePostgres } from '../../test/odd-server.ts'
import { readDatabase } from './database.ts'

it('waits no longer for an answer than for a connection', async () => {
  const { port, stop } = await startMutePostgres()
  const reading = await readDatabase(`postgres://postgres@127.0.0.1:${port}/postgres`, 300)
  stop()
  expect(reading).toMatchObject({
    kind: 'failed',
    finding: { code: 'database-unreachable', evidence: expect.stringContaining('timeout') },
  })
})
