import { remedyFor, type Cause, type CauseCode } from '../cause.ts'
import type { Change, ChangeSource, Scope, Signal } from '../change-source.ts'
import type { Clock } from '../clock.ts'

/** What can go wrong between the app and the server, by name. Each call plants one fault. */
export interface Faults {
  /** Joins are refused, with `unauthorized` or the given cause, until {@link Faults.recover}. */
  readonly refuse: (cause?: CauseCode | Cause) => void
  /** Joins are never answered, until {@link Faults.recover}. */
  readonly hang: () => void
  /** The socket closes with `code` (default 1006); the client comes back after 1, 2, 5, then every 10 s. */
  readonly drop: (code?: number) => void
  /** The open socket carries nothing any more, and nobody is told. A new one is good. */
  readonly halfOpen: () => void
  /** The server closes the channel; the socket stays. */
  readonly close: () => void
  /** The channel fails on the server; the socket stays. */
  readonly crash: () => void
  /** The server takes the token for expired and ends the channel. */
  readonly expireToken: () => void
  /** The next `count` changes (default 1) never arrive, and nothing says so. */
  readonly skip: (count?: number) => void
  /** Changes arrive `ms` later from now on; 0 ends it. */
  readonly delay: (ms: number) => void
  /** The next `count` changes (default 1) arrive twice. */
  readonly duplicate: (count?: number) => void
  /** The next change arrives after the one that follows it. */
  readonly reorder: () => void
  /** The socket drops `times` times, every `everyMs`, beginning now. */
  readonly flap: (times: number, everyMs: number) => void
  /** Ends what lasts: refusals, hanging joins, delays. */
  readonly recover: () => void
}

/** A server, and the client library in front of it, that behave well until a fault is planted. */
export interface ScriptedServer {
  readonly source: ChangeSource
  readonly faults: Faults
  /** A change is committed. Who is not proved to listen yet does not hear of it, as in production. */
  readonly tell: (change: Change) => void
  /** The scopes that are open, in the order in which they were opened. */
  readonly openScopes: () => readonly string[]
}

interface Channel {
  readonly scope: Scope
  readonly report: (signal: Signal) => void
  phase: 'joining' | 'listening' | 'away' | 'dead' | 'closed'
  /** Numbers its sockets: what belongs to an old one does not happen. */
  socket: number
  severed: boolean
  probes: number
}

const JOINED_AFTER_MS = 50
const PROVED_AFTER_MS = 150
const CLIENT_TIMEOUT_MS = 10_000
const HEARTBEAT_MS = 25_000
const ANSWER_MS = 20
const STEPS_MS = [1_000, 2_000, 5_000, 10_000] as const

/**
 * A server on `clock`: a channel is joined after 50 ms, proved after 150 ms, and its heartbeats are answered
 * every 25 s. `log` hears of each channel that opens or closes.
 */
export function scriptedServer(clock: Clock, log: (line: string) => void): ScriptedServer {
  const channels = new Set<Channel>()
  let joins: { readonly answer: 'good' | 'never' } | { readonly answer: Cause } = { answer: 'good' }
  let [skips, duplicates, delayMs] = [0, 0, 0]
  let overtaken: 'none' | 'next' | Change = 'none'

  const say = (channel: Channel, signal: Signal): void => {
    if (channel.phase !== 'closed') channel.report(signal)
  }
  const later = (channel: Channel, ms: number, work: () => void): void => {
    const { socket } = channel
    clock.after(ms, () => {
      if (channel.socket === socket && channel.phase !== 'closed') work()
    })
  }
  const lose = (channel: Channel, cause: Cause, attempt = 0): void => {
    if (channel.phase === 'closed' || channel.phase === 'dead') return
    const returns = remedyFor(cause) === 'client'
    channel.socket += 1
    channel.phase = returns ? 'away' : 'dead'
    const step = STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? CLIENT_TIMEOUT_MS
    if (returns) later(channel, step, () => join(channel, attempt + 1))
    say(channel, { type: 'lost', cause })
  }
  const join = (channel: Channel, attempt: number): void => {
    const { answer } = joins
    Object.assign(channel, { severed: false, probes: 0 })
    if (answer === 'never') {
      const timedOut = causeOf(attempt === 0 ? 'timed-out' : 'socket-closed')
      return later(channel, CLIENT_TIMEOUT_MS, () => lose(channel, timedOut, attempt))
    }
    if (answer !== 'good') return later(channel, JOINED_AFTER_MS, () => lose(channel, answer))
    later(channel, JOINED_AFTER_MS, () => say(channel, { type: 'joined' }))
    later(channel, PROVED_AFTER_MS, () => {
      channel.phase = 'listening'
      say(channel, { type: 'proved' })
      beat(channel)
    })
  }
  const beat = (channel: Channel): void =>
    later(channel, HEARTBEAT_MS, () => {
      if (channel.severed && channel.probes > 0) return lose(channel, causeOf('heartbeat-missed'))
      ask(channel)
      beat(channel)
    })
  const ask = (channel: Channel): void => {
    if (channel.severed) channel.probes += 1
    else later(channel, ANSWER_MS, () => say(channel, { type: 'alive' }))
  }

  const deliver = (change: Change, times: number): void => {
    for (const channel of channels)
      if (channel.phase === 'listening' && !channel.severed)
        for (let i = 0; i < times; i += 1)
          later(channel, delayMs, () => {
            if (!channel.severed) say(channel, { type: 'change', change })
          })
  }
  const tell = (change: Change): void => {
    if (skips > 0) return void (skips -= 1)
    if (overtaken === 'next') return void (overtaken = change)
    const times = duplicates > 0 ? 2 : 1
    duplicates = Math.max(0, duplicates - 1)
    deliver(change, times)
    if (overtaken !== 'none') deliver(overtaken, 1)
    overtaken = 'none'
  }
  const loseAll = (cause: Cause): void => {
    for (const channel of Array.from(channels)) lose(channel, cause)
  }
  const drop = (code = 1006): void =>
    loseAll(causeOf('socket-closed', ` It was closed with ${code}.`))

  return {
    tell,
    openScopes: () => Array.from(channels, ({ scope }) => scope.id),
    faults: {
      drop,
      refuse: (cause = 'unauthorized') =>
        void (joins = { answer: typeof cause === 'string' ? causeOf(cause) : cause }),
      hang: () => void (joins = { answer: 'never' }),
      halfOpen: () => {
        for (const channel of channels) channel.severed = true
      },
      close: () => loseAll(causeOf('channel-closed')),
      crash: () => loseAll(causeOf('channel-error')),
      expireToken: () => loseAll(causeOf('token-expired')),
      skip: (count = 1) => void (skips += count),
      delay: ms => void (delayMs = ms),
      duplicate: (count = 1) => void (duplicates += count),
      reorder: () => void (overtaken = 'next'),
      flap: (times, everyMs) => {
        for (let i = 0; i < times; i += 1) clock.after(i * everyMs, () => drop())
      },
      recover: () => {
        joins = { answer: 'good' }
        delayMs = 0
      },
    },
    source: {
      open: (scope, report, without = []) => {
        const channel: Channel = {
          scope,
          report,
          phase: 'joining',
          socket: 0,
          severed: false,
          probes: 0,
        }
        channels.add(channel)
        const less = without.length > 0 ? ` without ${without.join(', ')}` : ''
        log(`opens ${scope.id} for ${scope.userId}${less}`)
        join(channel, 0)
        return {
          renew: () => {
            if (channel.phase === 'listening' && !channel.severed)
              later(channel, PROVED_AFTER_MS, () => say(channel, { type: 'proved' }))
          },
          probe: () => {
            if (channel.severed && channel.probes > 1) lose(channel, causeOf('heartbeat-missed'))
            else ask(channel)
          },
          close: () => {
            if (channel.phase === 'closed') return
            channel.phase = 'closed'
            channels.delete(channel)
            log(`closes ${scope.id}`)
          },
        }
      },
    },
  }
}

function causeOf(code: CauseCode, more = ''): Cause {
  return { code, message: `The scripted server says ${code}.${more}` }
}
