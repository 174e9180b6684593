import type { Machine } from '../machine.ts'

/** How urgent an intent is. `high`: a person asked, so nothing is gathered first. */
export type Priority = 'low' | 'medium' | 'high'

/** Somebody's wish that the connection be looked after. */
export interface ReconnectIntent {
  /** Who asks, such as `auth` or `visibility`. */
  readonly source: string
  readonly reason: string
  readonly priority: Priority
}

/** What is dispatched as `realtime:auth-heal`: several intents as one. */
export interface AuthHeal {
  readonly sources: readonly string[]
  readonly reasons: readonly string[]
  readonly priority: Priority
}

/**
 *   quiet ──intent──▶ collecting ──due──▶ quiet, one dispatch
 */
export type ReconnectState =
  | { readonly name: 'quiet'; readonly lastAt: number }
  | {
      readonly name: 'collecting'
      readonly lastAt: number
      readonly firstAt: number
      readonly dueAt: number
      readonly heal: AuthHeal
    }

export type ReconnectEvent =
  | { readonly type: 'intent'; readonly intent: ReconnectIntent }
  /** The network came back: what failed before says nothing about now. */
  | { readonly type: 'online' }
  | { readonly type: 'due' }

export interface ReconnectTimes {
  readonly debounceMs: number
  readonly maxWaitMs: number
  readonly minIntervalMs: number
}

/**
 * Intents within the debounce are one; none waits longer than `maxWaitMs` for others, or than it must
 * for the minimum interval between dispatches. Deferred, never dropped.
 */
export function reconnectMachine(
  times: ReconnectTimes,
): Machine<ReconnectState, ReconnectEvent, AuthHeal> {
  const dueAt = (state: ReconnectState, heal: AuthHeal, firstAt: number, now: number): number => {
    const settled = {
      // A person waits for it.
      high: now,
      medium: Math.min(now + times.debounceMs, firstAt + times.maxWaitMs),
      // It waits its turn: in case something more urgent comes to carry it.
      low: firstAt + times.maxWaitMs,
    }[heal.priority]
    return Math.max(settled, state.lastAt + times.minIntervalMs)
  }

  const collect = (state: ReconnectState, heal: AuthHeal, now: number): ReconnectState => {
    const firstAt = state.name === 'collecting' ? state.firstAt : now
    return {
      name: 'collecting',
      lastAt: state.lastAt,
      firstAt,
      dueAt: dueAt(state, heal, firstAt, now),
      heal,
    }
  }

  return {
    initial: { name: 'quiet', lastAt: -Infinity },
    next: (state, event, now) => {
      switch (event.type) {
        case 'intent':
          return [collect(state, merge(state, event.intent), now)]
        case 'online': {
          const fresh = { ...state, lastAt: -Infinity }
          return [fresh.name === 'collecting' ? collect(fresh, fresh.heal, now) : fresh]
        }
        case 'due':
          return state.name === 'collecting'
            ? [{ name: 'quiet', lastAt: now }, state.heal]
            : [state]
      }
    },
    limit: (state, now) =>
      state.name === 'collecting'
        ? { ms: Math.max(0, state.dueAt - now), event: { type: 'due' } }
        : undefined,
  }
}

function merge(state: ReconnectState, intent: ReconnectIntent): AuthHeal {
  if (state.name === 'quiet')
    return { sources: [intent.source], reasons: [intent.reason], priority: intent.priority }
  const { sources, reasons, priority } = state.heal
  return {
    sources: [...new Set([...sources, intent.source])],
    reasons: [...new Set([...reasons, intent.reason])],
    priority: urgency[intent.priority] > urgency[priority] ? intent.priority : priority,
  }
}

export const urgency: Readonly<Record<Priority, number>> = { low: 0, medium: 1, high: 2 }
