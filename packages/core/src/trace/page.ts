import type { Environment } from '../environment.ts'
import type { Source } from '../source.ts'
import type { TraceDetails } from './entries.ts'
import type { PageFacts, Trace } from './trace.ts'

/**
 * The same environment, whose signs are recorded as they change; what anybody does when told of one was
 * caused by its entry.
 */
export function recordPage(
  { add, during }: Pick<Trace, 'add' | 'during'>,
  now: () => number,
  environment: Environment,
  factsOf: () => PageFacts,
): Environment {
  const { visible, online, resumed } = environment
  let hiddenAt: number | undefined

  const record = (what: keyof TraceDetails['page']): number => {
    const { state, tokenLeftMs } = factsOf()
    const hiddenMs = what === 'shown' && hiddenAt !== undefined ? now() - hiddenAt : undefined
    if (what === 'hidden') hiddenAt = now()
    return add(
      'page',
      what,
      {
        status: state.status,
        forMs: now() - state.since,
        cause: state.cause?.code,
        backend: state.backend,
        visible: visible.current,
        online: online.current,
        hiddenMs,
        tokenLeftMs,
      },
      [],
    )
  }
  const recorded = <Value>(
    source: Source<Value>,
    wordFor: (value: Value) => keyof TraceDetails['page'],
  ): Source<Value> => {
    let known = source.current
    let entry = 0
    return {
      initial: source.initial,
      get current() {
        return source.current
      },
      subscribe: listener =>
        source.subscribe(() => {
          // Whoever hears of it first has it recorded.
          if (!Object.is(known, source.current)) entry = record(wordFor(source.current))
          known = source.current
          during(entry, listener)
        }),
    }
  }

  return {
    ...environment,
    visible: recorded(visible, isVisible => (isVisible ? 'shown' : 'hidden')),
    online: recorded(online, isOnline => (isOnline ? 'online' : 'offline')),
    resumed: recorded(resumed, () => 'wake'),
  }
}
