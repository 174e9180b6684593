import type { AuthStateManager } from '../auth/auth-state-manager.ts'
import type { Change, ChangeSource, OpenScope, Signal } from '../change-source.ts'
import type { Clock } from '../clock.ts'
import { onWake, type Environment } from '../environment.ts'
import { errorText } from '../error-text.ts'
import { isolated } from '../fault.ts'
import { run, type Running } from '../machine.ts'
import type { Random } from '../random.ts'
import type { ConnectionRecorder, Trace } from '../trace/trace.ts'
import { connectionMachine } from './machine.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionState } from './state.ts'

export interface ConnectionHost {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly environment: Environment
  readonly source: ChangeSource
  readonly auth: Pick<AuthStateManager, 'expiresInMs' | 'check'>
  readonly onChange: (change: Change, scopeId: string) => void
  readonly onCatchUp: () => void
}

/** A session that holds for longer than this need not be checked. */
const SURELY_MS = 60_000

/** The connection machine, running over a source: the one owner of the one open scope. */
export function startConnection(host: ConnectionHost): {
  readonly connection: Running<ConnectionState, ConnectionEvent>
  readonly stop: () => void
} {
  const { auth, environment } = host
  const notes = host.trace.connection()
  const { perform, close } = performer({ ...host, proof: notes.proof })
  const connection = run(connectionMachine, {
    clock: host.clock,
    random: host.random,
    perform,
    observe: notes.note,
  })

  const { visible } = environment
  const notePage = (): void =>
    connection.send({ type: 'page', page: visible.current ? 'shown' : 'hidden' })
  notePage()
  const undos = [
    // First: what is done on waking depends on whether the page is shown.
    visible.subscribe(notePage),
    onWake(environment, () => {
      const isOver = (auth.expiresInMs() ?? Infinity) <= 0
      connection.send({ type: 'wake', token: isOver ? 'expired' : 'valid' })
    }),
  ]
  return {
    connection,
    stop: () => {
      for (const undo of undos) undo()
      connection.stop()
      close()
    },
  }
}

/** Does what the machine's effects say, to the source and its one open scope. */
function performer(host: ConnectionHost & Pick<ConnectionRecorder, 'proof'>): {
  readonly perform: (effect: ConnectionEffect, send: (event: ConnectionEvent) => void) => void
  readonly close: () => void
} {
  const { auth, source, trace, onChange, onCatchUp } = host
  let open: OpenScope | undefined
  const ask = (what: 'close' | 'probe' | 'renew'): void => {
    const scope = open
    if (what === 'close') open = undefined
    isolated(
      () => scope?.[what](),
      error => trace.add('connection', 'source failed', { what, error: errorText(error) }),
    )
  }
  return {
    close: () => ask('close'),
    perform: (effect, send) => {
      switch (effect.type) {
        case 'open': {
          const { epoch, scope, without } = effect
          const report = (signal: Signal): void => {
            // A change of an older attempt is still a true hint, so only the proofs are numbered.
            if (signal.type === 'change') onChange(signal.change, scope.id)
            else send({ ...signal, epoch })
          }
          try {
            open = source.open(scope, report, without)
          } catch (error) {
            const message = `The source could not open ${scope.id}. ${errorText(error)}`
            send({ type: 'lost', epoch, cause: { code: 'channel-error', message } })
          }
          return
        }
        case 'close':
        case 'probe':
        case 'renew':
          return ask(effect.type)
        case 'check-session':
          if ((auth.expiresInMs() ?? 0) < SURELY_MS) auth.check()
          return
        case 'catch-up':
          return trace.during(host.proof(), onCatchUp)
      }
    },
  }
}
