import type { Change, ChangeSource, OpenScope } from '../change-source.ts'
import type { Clock } from '../clock.ts'
import { isolated } from '../fault.ts'
import { run, type Running } from '../machine.ts'
import type { Random } from '../random.ts'
import type { Trace } from '../trace.ts'
import { connectionMachine } from './machine.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionState } from './state.ts'

export interface ConnectionHost {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly source: ChangeSource
  readonly onChange: (change: Change, scopeId: string) => void
  readonly onCatchUp: () => void
}

/** The connection machine, running over a source: the one owner of the one open scope. */
export function startConnection(host: ConnectionHost): Running<ConnectionState, ConnectionEvent> {
  let open: OpenScope | undefined

  const ask = (what: 'close' | 'probe' | 'renew'): void => {
    const scope = open
    if (what === 'close') open = undefined
    isolated(
      () => scope?.[what](),
      error => host.trace.add('connection', 'source failed', { what, error: String(error) }),
    )
  }

  const perform = (effect: ConnectionEffect, send: (event: ConnectionEvent) => void): void => {
    switch (effect.type) {
      case 'open': {
        const { epoch, scope } = effect
        try {
          open = host.source.open(scope, signal => {
            // A change of an older attempt is still a true hint, so only the proofs are numbered.
            if (signal.type === 'change') host.onChange(signal.change, scope.id)
            else send({ ...signal, epoch })
          })
        } catch (error) {
          const message = `The source could not open ${scope.id}. ${String(error)}`
          send({ type: 'lost', epoch, cause: { code: 'channel-error', message } })
        }
        return
      }
      case 'close':
      case 'probe':
      case 'renew':
        return ask(effect.type)
      case 'catch-up':
        return host.onCatchUp()
    }
  }

  const running = run(connectionMachine, {
    clock: host.clock,
    random: host.random,
    perform,
    observe: (from, event, to) => {
      // A replaced channel is news; an answer, or a wish while there is none, is not.
      const replaced = from.epoch !== to.epoch && to.link.name === 'joining'
      if (from.link.name === to.link.name && !replaced) return
      host.trace.add('connection', to.link.name, {
        from: from.link.name,
        event: event.type,
        scope: to.want.scopeId,
        ...('cause' in to.link && to.link.cause ? { cause: to.link.cause.code } : {}),
      })
    },
  })
  return {
    ...running,
    get current() {
      return running.current
    },
    stop: () => {
      running.stop()
      ask('close')
    },
  }
}
