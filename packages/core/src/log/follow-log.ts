import type { Cause } from '../cause.ts'
import type { ChangeLog, LogAnswer, LoggedChange, Scope } from '../change-source.ts'
import type { Clock } from '../clock.ts'
import { onWake, type Environment } from '../environment.ts'
import { errorText } from '../error-text.ts'
import type { Hearing } from '../invalidation/hearing.ts'
import { run, type Running } from '../machine.ts'
import type { Random } from '../random.ts'
import type { Trace } from '../trace/trace.ts'
import { createLatePushes } from './late-pushes.ts'
import { isSame, logMachine } from './machine.ts'
import type { LogEffect, LogEvent, LogState } from './state.ts'

type Told = Extract<LogAnswer, { type: 'told' }>

export interface LogHost {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly environment: Environment
  readonly log: ChangeLog
  readonly hearing: Pick<Hearing, 'forget' | 'isNew' | 'route'>
  readonly onCatchUp: () => void
  /** It goes on from a cursor that was kept. */
  readonly onResumed: () => void
  /** What is pushed is not trusted. */
  readonly onLeave: (cause: Cause) => void
  /** It is worth a try again. */
  readonly onReturn: () => void
  /** The scope's rows are not this user's to see. */
  readonly onDrop: () => void
  /** What push was given longer for has been routed. */
  readonly onRouted: () => void
  /** So many commits were never pushed, though push was live. */
  readonly onSilentLoss: (commits: number) => void
}

export interface FollowedLog extends Pick<
  Running<LogState, LogEvent>,
  'current' | 'subscribe' | 'send'
> {
  /**
   * Resolves when an answer to a question that was asked from now on has been routed; rejects if it fails, and if
   * `scope` is followed no more. Undefined: whatever scope is.
   */
  readonly ask: (scope: Scope | undefined) => Promise<void>
  /** Whether all that it has told of has been routed. */
  readonly isRouted: () => boolean
  readonly stop: () => void
}

/** The log machine, running on a log. */
export function followLog(host: LogHost): FollowedLog {
  const { clock, environment, random, trace } = host
  const late = createLatePushes(clock, (scope, changes, time) => {
    const lost = route(host, scope, changes)
    host.onRouted()
    if (lost === 0 || time === 'cut') return
    trace.add('log', 'silent loss', { scope: scope.id, commits: lost })
    host.onSilentLoss(lost)
  })
  const asked = new Set<Asked>()
  let cause = 0
  const machine = run(logMachine, {
    clock,
    random,
    perform: (effect, send) => trace.during(cause, () => perform({ ...host, late }, effect, send)),
    observe: (from, event, to) => (cause = note(trace, from, event, to)),
  })
  // After the effects: what was answered has been routed.
  const undo = [
    machine.subscribe(() => settle(asked, machine.current)),
    onWake(environment, () => machine.send({ type: 'ask', why: 'wake' })),
  ]

  return {
    get current() {
      return machine.current
    },
    subscribe: machine.subscribe,
    send: machine.send,
    isRouted: late.isEmpty,
    ask: about =>
      new Promise((resolve, reject) => {
        const isStopped = undo.length === 0
        if (isStopped) return reject(new Error('It was stopped.'))
        if (about !== undefined && !isSame(about, machine.current.scope))
          return reject(new Error('Its scope was left.'))
        machine.send({ type: 'ask', why: 'wish' })
        late.routeNow()
        const { epoch, phase, scope } = machine.current
        if (phase.name !== 'asking') return reject(new Error('The log cannot be asked.'))
        asked.add({ epoch: phase.again === undefined ? epoch : epoch + 1, scope, resolve, reject })
      }),
    stop: () => {
      for (const end of undo.splice(0)) end()
      machine.stop()
      late.stop()
    },
  }
}

interface Asked {
  readonly epoch: number
  readonly scope: Scope | undefined
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Answers who waits for a question that is no longer under way. */
function settle(asked: Set<Asked>, { epoch, failures, phase, scope }: LogState): void {
  for (const one of asked) {
    const isUnderWay = epoch < one.epoch || (epoch === one.epoch && phase.name === 'asking')
    if (isUnderWay && scope === one.scope) continue
    asked.delete(one)
    // Another scope's answers tell nothing of what was asked.
    if (failures === 0 && scope === one.scope) one.resolve()
    else one.reject(new Error('The log did not answer.'))
  }
}

/** Routes what has not been heard of; returns how many commits that surely were: of too many to say which, none. */
function route({ hearing }: LogHost, scope: Scope, changes: readonly LoggedChange[]): number {
  let unheard = 0
  for (const { change, commits } of changes) {
    const news = commits?.filter(id => hearing.isNew(id, scope.id)).length
    if (news !== 0) hearing.route(change, scope.id)
    unheard += news ?? 0
  }
  return unheard
}

/** Push has longer for what it tells of; what it never does is routed at once. */
function routeLate(
  host: LateHost,
  { changes, scope }: Extract<LogEffect, { type: 'route' }>,
): void {
  const awaited = changes.filter(({ pushed = true }) => pushed)
  if (awaited.length > 0) host.late.add(scope, awaited)
  route(
    host,
    scope,
    changes.filter(({ pushed = true }) => !pushed),
  )
}

type LateHost = LogHost & { readonly late: ReturnType<typeof createLatePushes> }

function perform(host: LateHost, effect: LogEffect, send: (event: LogEvent) => void): void {
  const { late, log } = host
  switch (effect.type) {
    case 'ask': {
      const { cursor, epoch, scope } = effect
      const fail = (error: unknown): void =>
        send({ type: 'failed', epoch, message: errorText(error) })
      // What an app hands in may throw at once.
      void Promise.resolve()
        .then(() => log.since(scope, cursor))
        .then(answer => {
          if (answer.type === 'told') send({ type: 'told', epoch, answer: readable(answer) })
          else send({ ...answer, epoch })
        })
        .catch(fail)
      return
    }
    case 'route':
      if (effect.when === 'late') routeLate(host, effect)
      else route(host, effect.scope, effect.changes)
      return
    case 'route-late':
      return late.routeNow()
    case 'catch-up':
      if (effect.anewAt !== undefined) {
        // First: what waits for its push was told before.
        late.routeNow()
        host.hearing.forget(effect.anewAt)
      }
      return host.onCatchUp()
    case 'resumed':
      return host.onResumed()
    case 'leave':
      return host.onLeave(effect.cause)
    case 'return':
      return host.onReturn()
    case 'drop':
      return host.onDrop()
  }
}

/** Throws for what an app's own log got wrong, before anything is believed of it. */
function readable(answer: Told): Told {
  const isLogged = (logged: LoggedChange | undefined): boolean =>
    typeof logged?.change === 'object' &&
    (logged.commits === undefined || Array.isArray(logged.commits))
  if (typeof answer.cursor === 'string' && answer.changes.every(isLogged)) return answer
  throw new TypeError('The log gave an answer that is no LogAnswer.')
}

/** Records what was asked and answered; returns the entry of what is done about it. */
function note(trace: Trace, from: LogState, event: LogEvent, to: LogState): number {
  const scope = to.scope?.id
  if (from !== to && 'epoch' in event) {
    if (event.type !== 'told')
      return trace.add('log', event.type, { scope, message: event.message })
    const { changes, complete, reason } = event.answer
    return trace.add('log', 'told', { scope, complete, reason, changes: changes.length })
  }
  if (to.phase.name === 'asking' && to.epoch !== from.epoch)
    return trace.add('log', 'asked', { scope, why: to.phase.why })
  return trace.cause()
}
