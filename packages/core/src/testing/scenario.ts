import { createAuthStateManager } from '../auth/auth-state-manager.ts'
import type { Change } from '../change-source.ts'
import type { QueryCacheLike } from '../invalidation/query-cache.ts'
import type { DomainEvent } from '../invalidation/rules.ts'
import { createRealtime, type Realtime, type RealtimeOptions } from '../realtime.ts'
import { manualClock, type ManualClock } from './manual-clock.ts'
import { manualEnvironment, type ManualEnvironment } from './manual-environment.ts'
import { scriptedServer, type Faults, type ScriptedServer } from './scripted-server.ts'
import { scriptedSessions, sessionOf, type ScriptedSessions } from './scripted-sessions.ts'

/** A time such as `250` or `'250ms'`, `'15s'`, `'5min'`. */
export type Duration = number | `${number}ms` | `${number}s` | `${number}min`

/** What a scenario is played with, for a step of one's own. */
export interface Stage<Event extends DomainEvent> {
  readonly clock: ManualClock
  readonly environment: ManualEnvironment
  readonly sessions: ScriptedSessions
  readonly server: ScriptedServer
  readonly realtime: Realtime<Event>
}

/** The app's own part of it; all of it is optional, since the connection can be told without an app. */
export type ScenarioOptions<Event extends DomainEvent> = Partial<
  Pick<
    RealtimeOptions<Event>,
    'toEvents' | 'rules' | 'families' | 'windows' | 'polling' | 'enabled' | 'random'
  >
> & {
  /** Caches to keep fresh, such as `queryClient.getQueryCache()`; the timeline tells of their fetches. */
  readonly caches?: readonly QueryCacheLike[]
}

type FaultSteps<Event extends DomainEvent> = {
  readonly [Name in keyof Faults]: (...args: Parameters<Faults[Name]>) => Scenario<Event>
}

/**
 * A story, written down step by step and played by {@link Scenario.timeline}. Nothing happens before that.
 * Each step happens at the time that the ones before it have reached; only `at`, `advance` and `sleep`
 * let time pass.
 */
export interface Scenario<Event extends DomainEvent> extends FaultSteps<Event> {
  /** Signs `userId` in. Without it a user called `ann` is signed in from the beginning. */
  readonly signIn: (userId: string) => Scenario<Event>
  readonly signOut: () => Scenario<Event>
  /** Follows `scopeId`, and no longer the one before it. */
  readonly follow: (scopeId: string | undefined) => Scenario<Event>
  readonly show: () => Scenario<Event>
  readonly hide: () => Scenario<Event>
  readonly online: () => Scenario<Event>
  readonly offline: () => Scenario<Event>
  /** The server commits `change` and tells those who listen. */
  readonly change: (change: Change) => Scenario<Event>
  /** A person presses "reconnect". */
  readonly reconnect: () => Scenario<Event>
  /** The machine sleeps: the clock goes on, no timer runs, then all that is overdue does. */
  readonly sleep: (duration: Duration) => Scenario<Event>
  /** Goes on to this time since the beginning. A time that is over is an error. */
  readonly at: (time: Duration) => Scenario<Event>
  readonly advance: (duration: Duration) => Scenario<Event>
  /** Anything else. */
  readonly do: (step: (stage: Stage<Event>) => void | Promise<void>) => Scenario<Event>
  /**
   * Plays the story from its beginning, stops everything, and resolves with what happened, a line each with
   * its time in ms: `0 connecting`, `150 live`, `1000 polling: socket-closed`, `0 opens a for ann`,
   * `0 closes a`, `20 fetches ["list","a"]`. Rejects with what a step throws.
   */
  readonly timeline: () => Promise<readonly string[]>
}

/** Begins a story. Playing it twice gives the same lines: `random` is 0.5 unless told otherwise. */
export function scenario<Event extends DomainEvent = DomainEvent>(
  options: ScenarioOptions<Event> = {},
): Scenario<Event> {
  return continued(options, [])
}

type Step<Event extends DomainEvent> = (stage: Stage<Event>) => void | Promise<void>

function continued<Event extends DomainEvent>(
  options: ScenarioOptions<Event>,
  steps: readonly Step<Event>[],
): Scenario<Event> {
  const then = (step: Step<Event>): Scenario<Event> => continued(options, [...steps, step])
  const fault =
    <Args extends readonly unknown[]>(pick: (faults: Faults) => (...args: Args) => void) =>
    (...args: Args): Scenario<Event> =>
      then(({ server }) => pick(server.faults)(...args))

  return {
    signIn: userId => then(({ sessions }) => sessions.say(sessionOf(userId))),
    signOut: () => then(({ sessions }) => sessions.say(null, 'SIGNED_OUT')),
    follow: scopeId => then(({ realtime }) => followOnly(realtime, scopeId)),
    show: () => then(({ environment }) => environment.visible.set(true)),
    hide: () => then(({ environment }) => environment.visible.set(false)),
    online: () => then(({ environment }) => environment.online.set(true)),
    offline: () => then(({ environment }) => environment.online.set(false)),
    change: change => then(({ server }) => server.tell(change)),
    reconnect: () => then(({ realtime }) => realtime.reconnect()),
    sleep: duration =>
      then(async ({ clock, environment }) => {
        clock.sleep(msOf(duration))
        environment.resumed.set(environment.resumed.current + 1)
        await clock.pass(0)
      }),
    at: time => then(({ clock }) => clock.pass(notOver(msOf(time), clock.now()))),
    advance: duration => then(({ clock }) => clock.pass(msOf(duration))),
    do: then,
    refuse: fault(({ refuse }) => refuse),
    hang: fault(({ hang }) => hang),
    drop: fault(({ drop }) => drop),
    halfOpen: fault(({ halfOpen }) => halfOpen),
    close: fault(({ close }) => close),
    crash: fault(({ crash }) => crash),
    expireToken: fault(({ expireToken }) => expireToken),
    skip: fault(({ skip }) => skip),
    delay: fault(({ delay }) => delay),
    duplicate: fault(({ duplicate }) => duplicate),
    reorder: fault(({ reorder }) => reorder),
    flap: fault(({ flap }) => flap),
    recover: fault(({ recover }) => recover),
    timeline: () => play(options, steps),
  }
}

async function play<Event extends DomainEvent>(
  options: ScenarioOptions<Event>,
  steps: readonly Step<Event>[],
): Promise<readonly string[]> {
  const lines: string[] = []
  const clock = manualClock()
  const log = (line: string): void => void lines.push(`${Math.round(clock.now())} ${line}`)
  const environment = manualEnvironment()
  const sessions = scriptedSessions()
  const server = scriptedServer(clock, log)
  const auth = createAuthStateManager({ sessions, clock })
  sessions.say(sessionOf('ann'))
  const { caches = [], toEvents = () => [], rules, families = [], random = () => 0.5 } = options
  const realtime = createRealtime<Event>({
    ...options,
    source: server.source,
    auth,
    toEvents,
    // Without rules there are no events either.
    rules: rules ?? ({} as RealtimeOptions<Event>['rules']),
    families,
    clock,
    environment,
    random,
  })
  realtime.state.subscribe(() => {
    const { status, cause } = realtime.state.current
    const last = lines.at(-1)?.split(' ').slice(1).join(' ')
    const line = cause === undefined ? status : `${status}: ${cause.code}`
    if (line !== last) log(line)
  })
  const undos = caches.flatMap(cache => [
    cache.subscribe(({ type, query, action }) => {
      if (type === 'updated' && action?.type === 'fetch')
        log(`fetches ${JSON.stringify(query.queryKey)}`)
    }),
    realtime.attach(cache),
  ])
  try {
    for (const step of steps) await step({ clock, environment, sessions, server, realtime })
    return [...lines]
  } finally {
    for (const undo of undos) undo()
    realtime.stop()
    auth.stop()
  }
}

const followed = new WeakMap<object, () => void>()

function followOnly(realtime: Realtime, scopeId: string | undefined): void {
  const before = followed.get(realtime)
  followed.set(realtime, realtime.follow(scopeId))
  before?.()
}

const units = { ms: 1, s: 1_000, min: 60_000 } as const

function msOf(duration: Duration): number {
  if (typeof duration === 'number') return duration
  const [, amount = '', unit = ''] = /^([\d.]+)(ms|s|min)$/.exec(duration) ?? []
  const ms = Number(amount) * (units[unit as keyof typeof units] ?? Number.NaN)
  if (amount !== '' && Number.isFinite(ms)) return ms
  throw new Error(`${JSON.stringify(duration)} is no time. Write 250, '250ms', '15s' or '5min'.`)
}

function notOver(time: number, now: number): number {
  if (time >= now) return time - now
  throw new Error(
    `at(${time}) is over: the story has come to ${now} ms. Its steps go forward only.`,
  )
}
