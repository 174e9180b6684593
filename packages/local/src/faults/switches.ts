import type { FaultHandle } from './fault-control.ts'
import { FaultError } from './fault-error.ts'
import type { Fault } from './fault.ts'
import { readObject } from './field.ts'
import { readFault } from './read-fault.ts'

/** A service answering every request with one status. */
export interface Outage {
  readonly status: number
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number
}

/** Realtime, while everything else goes on: the faults `realtime-off`, `half-open` and `handshake-hang`. */
export type RealtimeMode = 'on' | 'off' | 'half-open' | 'hang'

/** The commonest faults, as switches. */
export interface Switches {
  readonly rest: Outage | null
  readonly auth: Outage | null
  readonly storage: Outage | null
  readonly realtime: RealtimeMode
  readonly joins: { readonly reason: string } | null
}

/** A part that is not named stays as it is; `null` mends it. */
export type SwitchChange = Partial<Switches>

const MODES: Readonly<Record<RealtimeMode, Fault | undefined>> = {
  on: undefined,
  off: { type: 'realtime-off' },
  'half-open': { type: 'half-open' },
  hang: { type: 'handshake-hang' },
}

/** The fault that each switch stands for; undefined where nothing is broken. */
const SWITCHES: { readonly [Name in keyof Switches]: (value: unknown) => Fault | undefined } = {
  rest: value => outage('rest', value),
  auth: value => outage('auth', value),
  storage: value => outage('storage', value),
  realtime: value => {
    if (typeof value === 'string' && Object.hasOwn(MODES, value))
      return MODES[value as RealtimeMode]
    throw new FaultError(`\`realtime\` must be one of ${Object.keys(MODES).join(', ')}.`)
  },
  joins: value =>
    value === null
      ? undefined
      : readFault({ ...readObject(value, '`joins`'), type: 'join-refuse' }),
}

const ALL_MENDED: Switches = { rest: null, auth: null, storage: null, realtime: 'on', joins: null }

/** One fault for each switch that is not at rest. */
export interface SwitchBoard {
  set(change: unknown): void
  state(): Switches
}

/** Makes the switches over `add`; `isThere` says whether a fault was not removed otherwise. */
export function createSwitches(
  add: (fault: Fault) => FaultHandle,
  isThere: (id: string) => boolean,
): SwitchBoard {
  const thrown = new Map<string, { readonly handle: FaultHandle; readonly value: unknown }>()
  return {
    set(change) {
      const faults = Object.entries(readObject(change, 'The switches'))
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => ({ name, value, fault: faultOf(name, value) }))
      for (const { name, value, fault } of faults) {
        thrown.get(name)?.handle.remove()
        thrown.delete(name)
        if (fault !== undefined) thrown.set(name, { handle: add(fault), value })
      }
    },
    state: () => {
      const there = [...thrown].filter(([, { handle }]) => isThere(handle.id))
      return {
        ...ALL_MENDED,
        ...Object.fromEntries(there.map(([name, { value }]) => [name, value])),
      }
    },
  }
}

function faultOf(name: string, value: unknown): Fault | undefined {
  if (Object.hasOwn(SWITCHES, name)) return SWITCHES[name as keyof Switches](value)
  throw new FaultError(
    `There is no switch \`${name}\`: choose from ${Object.keys(SWITCHES).join(', ')}.`,
  )
}

function outage(service: 'rest' | 'auth' | 'storage', value: unknown): Fault | undefined {
  if (value === null) return undefined
  return readFault({ ...readObject(value, `\`${service}\``), type: 'http-error', service })
}
