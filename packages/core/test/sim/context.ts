import type { CauseCode } from '../../src/cause.ts'
import type { ManualClock } from '../../src/testing/index.ts'
import type { Database } from './database.ts'
import type { Device } from './device.ts'
import type { Feed } from './feed.ts'

/** A law that was seen broken. */
export interface Violation {
  readonly at: number
  readonly law: string
  readonly what: string
}

/** What is wrong with the world at this moment. */
export interface Weather {
  /** Nothing answers on a new or an open socket, and nobody is told. */
  blackHole: boolean
  /** No new socket is accepted. */
  restarting: boolean
  /** Joins are refused for this reason. */
  refusing: CauseCode | undefined
  /** A table that the server does not serve; it may or may not say which. */
  refusedTable: { readonly name: string; readonly isNamed: boolean } | undefined
  /** Joins are never answered. */
  hangingJoins: boolean
  /** How many of the next deliveries are dropped, told twice, or told out of order. */
  skips: number
  duplicates: number
  reorders: number
  /** Added to every delivery. */
  delayMs: number
  /** Requests fail. */
  restDown: boolean
  /** How many of the next requests are never answered. */
  hangs: number
  /** The longest way of a request, in ms. */
  restMs: number
  /** The auth server does not answer. */
  authDown: boolean
}

export function fairWeather(): Weather {
  return {
    blackHole: false,
    restarting: false,
    refusing: undefined,
    refusedTable: undefined,
    hangingJoins: false,
    skips: 0,
    duplicates: 0,
    reorders: 0,
    delayMs: 0,
    restDown: false,
    hangs: 0,
    restMs: 150,
    authDown: false,
  }
}

/** What all parts of the world share. */
export interface Context {
  readonly seed: number
  readonly clock: ManualClock
  readonly device: Device
  readonly database: Database
  readonly weather: Weather
  /** Where changes come from: undefined: from the database's replication, which nobody keeps. */
  readonly feed: Feed | undefined
  /** Whether each tab records a trace. */
  readonly traced: boolean
  readonly log: (line: string) => void
  readonly violate: (law: string, what: string) => void
}
