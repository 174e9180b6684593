import { remedyFor, type Cause, type CauseCode } from '../../src/cause.ts'
import type { ChangeSource, Scope, Signal } from '../../src/change-source.ts'
import type { Clock } from '../../src/clock.ts'
import { tables } from './app.ts'
import { chanceOf } from './chance.ts'
import type { Context } from './context.ts'
import type { Commit } from './database.ts'
import type { Login, Token } from './login.ts'

/** The client's own steps before it tries a lost socket again. */
const REJOIN_STEPS_MS = [1_000, 2_000, 5_000, 10_000] as const
const JOIN_TIMEOUT_MS = 10_000
const HEARTBEAT_MS = 25_000
const PATIENCE_MS = 1_000
/** So many joins within a minute are a storm: backoff (C7) would make a dozen. */
const MOST_JOINS_A_MINUTE = 60

interface Channel {
  readonly scope: Scope
  readonly report: (signal: Signal) => void
  /** What it listens to. */
  readonly tables: readonly string[]
  phase: 'joining' | 'joined' | 'proved' | 'away' | 'dead' | 'closed'
  /** Whether the server sends it changes: it begins before the proof, and ends without a word. */
  streaming: boolean
  /** Whether its socket still leads to the server. */
  severed: boolean
  token: Token | undefined
  /** Numbers its sockets; what belongs to an old one does not happen. */
  socket: number
  awaitedSince: number | undefined
  arrivesAt: number
}

/** What a tab's socket and the server behind it do. Nothing here is kinder than production. */
export interface Push {
  readonly source: ChangeSource
  /** A transaction was committed. */
  readonly tell: (commits: readonly Commit[]) => void
  /** The connection breaks, and the client notices. */
  readonly drop: (code: CauseCode) => void
  /** The connection breaks, and nobody notices. */
  readonly sever: () => void
  /** The server closes the channel for `code`; the socket stays. */
  readonly closeChannel: (code: CauseCode) => void
  /** The server's own feed stops for `ms`, then starts anew with another proof. */
  readonly gap: (ms: number) => void
  /** The server has proved that changes flow, and nothing was heard of their end. */
  readonly isProved: () => boolean
  /** A socket leads to a server that has accepted the channel. */
  readonly isConnected: () => boolean
  /** When the last change was dropped without any sign. */
  readonly skippedAt: () => number
  /** How many channels are open. */
  readonly open: () => number
}

export interface PushHost {
  readonly context: Context
  readonly login: Login
  readonly clock: Clock
  readonly name: string
  readonly onReport: (signal: Signal, scope: Scope) => void
}

export function createPush({ context, login, clock, name, onReport }: PushHost): Push {
  const { device, weather, violate } = context
  const server = context.clock
  const chance = chanceOf(context.seed, `push ${name}`)
  const channels = new Set<Channel>()
  let skippedAt = -Infinity
  let renewedAt = -Infinity
  let lastUser: string | undefined
  const openedAt: number[] = []
  const healthyClosedAt = new Map<string, number>()

  const isReachable = (): boolean => device.online.current && !weather.blackHole
  /** All that the client can know of it is good. */
  const isHealthy = (channel: Channel): boolean =>
    channel.phase === 'proved' &&
    // One that leaves tables out is given up to try them again (C6).
    channel.tables.length === tables.length &&
    !channel.severed &&
    isReachable() &&
    !device.isAsleep() &&
    channel.awaitedSince === undefined &&
    login.isGood(channel.token)
  const say = (channel: Channel, signal: Signal): void => {
    if (channel.phase === 'closed') return
    onReport(signal, channel.scope)
    channel.report(signal)
  }
  /** Runs on the client after `ms`, unless the channel got another socket meanwhile. */
  const later = (channel: Channel, ms: number, work: () => void): void => {
    const { socket } = channel
    clock.after(ms, () => {
      if (channel.socket === socket && channel.phase !== 'closed') work()
    })
  }
  /** Runs on the server after `ms`. */
  const onServer = (channel: Channel, ms: number, work: () => void): void => {
    const { socket } = channel
    server.after(ms, () => {
      if (channel.socket === socket && channel.phase !== 'closed' && !channel.severed) work()
    })
  }
  /** What the server sends arrives in order, or not at all. */
  const arrive = (channel: Channel, ms: number, work: () => void): void => {
    const { socket } = channel
    channel.arrivesAt = Math.max(server.now() + ms, channel.arrivesAt)
    server.after(channel.arrivesAt - server.now(), () => {
      if (!isReachable() || channel.severed) return void (channel.severed = true)
      device.whenAwake(() => {
        if (channel.socket === socket && channel.phase !== 'closed') work()
      })
    })
  }

  const lose = (
    channel: Channel,
    code: CauseCode,
    attempt = 0,
    refused?: readonly string[],
  ): void => {
    if (channel.phase === 'closed' || channel.phase === 'dead') return
    const message = `The world says ${code}.`
    const cause: Cause = refused === undefined ? { code, message } : { code, message, refused }
    const comesBack = remedyFor(cause) === 'client'
    channel.socket += 1
    channel.streaming = false
    channel.awaitedSince = undefined
    channel.phase = comesBack ? 'away' : 'dead'
    context.log(`${name} push lost ${code}`)
    if (comesBack) {
      const step = REJOIN_STEPS_MS[Math.min(attempt, REJOIN_STEPS_MS.length - 1)] ?? 1_000
      later(channel, step, () => join(channel, attempt + 1))
    }
    say(channel, { type: 'lost', cause })
  }

  const join = (channel: Channel, attempt: number): void => {
    channel.socket += 1
    channel.phase = attempt === 0 ? 'joining' : 'away'
    channel.severed = false
    channel.arrivesAt = 0
    channel.token = login.current()
    if (!isReachable() || weather.hangingJoins)
      return later(channel, JOIN_TIMEOUT_MS, () =>
        lose(channel, attempt === 0 ? 'timed-out' : 'socket-closed', attempt),
      )
    const roundTripMs = chance.between(5, 300)
    later(channel, roundTripMs, () => {
      if (weather.restarting || !isReachable()) return lose(channel, 'socket-closed', attempt)
      if (weather.refusing !== undefined) return lose(channel, weather.refusing)
      const bad = context.feed === undefined ? weather.refusedTable : undefined
      if (bad !== undefined && channel.tables.includes(bad.name))
        return lose(channel, 'misconfigured', 0, bad.isNamed ? [bad.name] : [])
      if (!login.isGood(channel.token)) return lose(channel, 'token-expired')
      accepted(channel)
    })
  }

  const accepted = (channel: Channel): void => {
    channel.phase = 'joined'
    say(channel, { type: 'joined' })
    watchToken(channel)
    later(channel, HEARTBEAT_MS, () => beat(channel))
    // What is committed before the server listens is never told.
    onServer(channel, chance.in(0.3) ? chance.between(500, 4_000) : chance.between(5, 300), () => {
      channel.streaming = true
      prove(channel)
    })
  }

  const prove = (channel: Channel): void =>
    arrive(channel, chance.between(2, 150), () => {
      if (channel.phase === 'dead' || channel.phase === 'away') return
      channel.phase = 'proved'
      say(channel, { type: 'proved' })
    })

  const beat = (channel: Channel): void => {
    if (channel.awaitedSince !== undefined) return lose(channel, 'heartbeat-missed')
    askSocket(channel)
    later(channel, HEARTBEAT_MS, () => beat(channel))
  }
  const askSocket = (channel: Channel): void => {
    channel.awaitedSince = clock.now()
    if (!isReachable() || channel.severed) return
    arrive(channel, chance.between(2, 200), () => {
      channel.awaitedSince = undefined
      say(channel, { type: 'alive' })
    })
  }

  const watchToken = (channel: Channel): void => {
    const { token } = channel
    if (token === undefined) return
    onServer(channel, Math.max(0, token.expiresAt - server.now()), () => {
      if (channel.token !== token) return
      const newer = login.current()
      const isTold = newer !== undefined && newer.text !== token.text && newer.user === token.user
      if (isTold && server.now() - newer.issuedAt > 5_000 && isReachable() && !device.isAsleep())
        violate('A2', `${name}: a channel expired though the tab had a newer token for 5 s`)
      channel.streaming = false
      arrive(channel, 5, () => lose(channel, 'token-expired'))
    })
  }

  const deliver = (channel: Channel, { change }: Commit): void => {
    if (weather.skips > 0) {
      weather.skips -= 1
      skippedAt = server.now()
      context.log(`${name} push skips a change`)
      return
    }
    const hear = (): void => {
      if (channel.phase !== 'joined' && channel.phase !== 'proved') return
      say(channel, { type: 'change', change })
    }
    const ms = chance.between(2, 60) + weather.delayMs
    if (weather.reorders > 0) {
      weather.reorders -= 1
      const arrivesAt = channel.arrivesAt
      arrive(channel, ms + chance.between(0, 1_000), hear)
      channel.arrivesAt = arrivesAt
    } else arrive(channel, ms, hear)
    if (weather.duplicates > 0) {
      weather.duplicates -= 1
      arrive(channel, ms + chance.between(0, 700), hear)
    }
  }

  return {
    source: {
      // A feed has one channel for all its tables.
      ...(context.feed === undefined ? { parts: () => tables } : {}),
      open: (scope, report, without = []) => {
        if ([...channels].some(other => other.scope.id === scope.id && other.phase !== 'closed'))
          violate('C9', `${name}: two channels for ${scope.id}`)
        const now = server.now()
        openedAt.push(now)
        if (now - (openedAt.at(-MOST_JOINS_A_MINUTE) ?? -Infinity) < 60_000) {
          violate('C7', `${name}: ${MOST_JOINS_A_MINUTE} joins within a minute`)
          throw new Error('The world has had enough of these joins.')
        }
        if (healthyClosedAt.get(scope.id) === server.now() && scope.userId === lastUser)
          violate('I3', `${name}: a healthy channel for ${scope.id} was replaced`)
        // To go elsewhere and come back within the same millisecond is no replacement.
        healthyClosedAt.clear()
        lastUser = scope.userId
        const channel: Channel = {
          scope,
          report,
          tables: tables.filter(table => !without.includes(table)),
          phase: 'joining',
          streaming: false,
          severed: false,
          token: undefined,
          socket: 0,
          awaitedSince: undefined,
          arrivesAt: 0,
        }
        channels.add(channel)
        context.log(`${name} opens ${scope.id} for ${scope.userId} without ${without.join(', ')}`)
        join(channel, 0)
        return {
          probe: () => {
            if (channel.phase !== 'joined' && channel.phase !== 'proved') return
            if (channel.awaitedSince === undefined) askSocket(channel)
            else if (clock.now() - channel.awaitedSince >= PATIENCE_MS)
              lose(channel, 'heartbeat-missed')
          },
          renew: () => {
            const token = login.current()
            if (token === undefined || token.user !== scope.userId) return
            channel.token = token
            renewedAt = server.now()
            if (channel.phase !== 'joined' && channel.phase !== 'proved') return
            if (!isReachable() || channel.severed) return
            watchToken(channel)
            if (channel.phase === 'proved')
              onServer(channel, chance.between(1_000, 3_000), () => prove(channel))
          },
          close: () => {
            if (channel.phase === 'closed') return
            // Another user's channel is let go of however healthy it is, also if its user is back at once.
            const isTheirs = login.current()?.user === scope.userId
            if (isTheirs && isHealthy(channel)) healthyClosedAt.set(scope.id, server.now())
            const lateSignal: Signal = chance.in(0.5)
              ? { type: 'proved' }
              : { type: 'lost', cause: { code: 'channel-error', message: 'Too late.' } }
            channel.phase = 'closed'
            channel.streaming = false
            channels.delete(channel)
            context.log(`${name} closes ${scope.id}`)
            // A bad client's last words.
            if (chance.in(0.2)) clock.after(chance.between(0, 3_000), () => report(lateSignal))
          },
        }
      },
    },
    tell: commits => {
      for (const channel of channels)
        for (const commit of commits) {
          const { change, project } = commit
          const isUnscoped =
            change.kind === 'row' && change.operation === 'DELETE' && !('project' in change.old)
          const isListening = change.kind !== 'row' || channel.tables.includes(change.table)
          if (channel.streaming && isListening && (isUnscoped || channel.scope.id === project))
            deliver(channel, commit)
        }
    },
    drop: code => {
      for (const channel of channels) lose(channel, code)
    },
    sever: () => {
      for (const channel of channels) channel.severed = true
    },
    closeChannel: code => {
      for (const channel of channels)
        if (channel.phase !== 'away' && isReachable() && !channel.severed) lose(channel, code)
    },
    gap: ms => {
      for (const channel of channels) {
        if (channel.phase !== 'proved') continue
        channel.streaming = false
        onServer(channel, ms, () => {
          channel.streaming = true
          // Nobody is told that its own feed stopped.
          if (context.feed !== undefined && chance.in(0.5)) return void (skippedAt = server.now())
          // A proof this soon after a renewal is taken for its echo (C4): only P5 finds what was lost.
          if (server.now() - renewedAt < 6_000) skippedAt = server.now()
          prove(channel)
        })
      }
    },
    isProved: () => [...channels].some(({ phase }) => phase === 'proved'),
    isConnected: () =>
      isReachable() && [...channels].some(({ phase, severed }) => phase === 'proved' && !severed),
    skippedAt: () => skippedAt,
    open: () => channels.size,
  }
}
