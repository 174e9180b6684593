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
