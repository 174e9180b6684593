import {
  constant,
  EverfreshError,
  readSnapshot,
  systemClock,
  type Clock,
  type Realtime,
  type TraceSnapshot,
} from '@everfresh/core'
import { useCallback, useMemo, useState } from 'react'
import { useSource } from '../use-source.ts'
import { watchLive } from './live.ts'
import type { EverfreshDevtoolsPanelProps } from './props.ts'

/** What the panel looks at: what is live, or a snapshot. */
export interface Sight {
  readonly snapshot: TraceSnapshot | undefined
  /** Undefined while a snapshot is looked at: nothing can be asked of it. */
  readonly realtime: Realtime | undefined
  /** Where the snapshot came from; undefined: what is shown is live. */
  readonly loaded: string | undefined
  /** Why the file that was chosen is not shown. */
  readonly problem: string | undefined
  readonly clock: Clock
  readonly load: (name: string, text: string) => void
  readonly close: () => void
}

interface Loaded {
  readonly name: string
  readonly snapshot: TraceSnapshot
}

const nothing = constant(undefined)

export function useSight(props: EverfreshDevtoolsPanelProps): Sight {
  const { realtime, snapshot: given, clock = systemClock } = props
  const [loaded, setLoaded] = useState<Loaded | undefined>(
    given && { name: 'the given snapshot', snapshot: given },
  )
  const [problem, setProblem] = useState<string>()
  const live = useMemo(() => realtime && watchLive(realtime, clock), [realtime, clock])
  const isLive = loaded === undefined
  const present = useSource<TraceSnapshot | undefined>(isLive && live ? live : nothing)

  const load = useCallback((name: string, text: string): void => {
    try {
      setLoaded({ name, snapshot: readSnapshot(text) })
      setProblem(undefined)
    } catch (error) {
      setProblem(`${name}: ${error instanceof EverfreshError ? error.message : String(error)}`)
    }
  }, [])
  const close = useCallback((): void => {
    setLoaded(undefined)
    setProblem(undefined)
  }, [])
  return {
    snapshot: loaded?.snapshot ?? present,
    realtime: isLive ? realtime : undefined,
    loaded: loaded?.name,
    problem,
    clock,
    load,
    close,
  }
}
