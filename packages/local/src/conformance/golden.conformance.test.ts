import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { showDifference } from './expectations.ts'
import { openOwnTarget } from './own-target.ts'
import { playTrace } from './play-trace.ts'
import { readTraces } from './read-traces.ts'
import { longestFirst } from './suite.ts'

const folder = fileURLToPath(new URL('../../conformance/golden', import.meta.url))
const { traces, schema } = await readTraces(folder)

describe.concurrent('a client cannot tell it from the real server in', () => {
  it.each(longestFirst(traces).map(trace => [trace.name, trace] as const))(
    '%s',
    async (_, trace) => {
      const target = await openOwnTarget(trace, schema)
      try {
        const { signal } = new AbortController()
        const outcome = await playTrace(trace, target, { signal })
        if (!outcome.ok) expect.fail(showDifference(outcome.difference))
      } finally {
        await target.close()
      }
    },
  )
})

it.concurrent('finds out a server that does not say what a trace has', async () => {
  const trace = traces.find(({ name }) => name === 'heartbeat')
  if (trace === undefined) throw new Error('There is no trace of heartbeats.')
  const last = trace.lines.findLastIndex(({ dir }) => dir === 's2c')
  const without = { ...trace, lines: trace.lines.filter((_, at) => at !== last) }
  const target = await openOwnTarget(without, schema)
  const { signal } = new AbortController()
  const outcome = await playTrace(without, target, { signal })
  expect(outcome).toMatchObject({ ok: false, difference: { expected: 'nothing more' } })
  await target.close()
})
