import type { Caller } from '../../context.ts'
import { parseBinding, type Binding } from '../changes/binding.ts'
import { resolveBindings } from '../changes/resolve.ts'
import { pause } from '../pause.ts'
import type { Server } from '../server.ts'

const RETRY_MS = 5_000

/** What a channel is told of its link to the database's changes. */
export interface LinkListener {
  readonly onChange: (data: string, ids: readonly number[]) => void
  readonly onStatus: (status: 'ok' | 'error', message: string) => void
}

/**
 * One channel's link to the changes of the database. Linking again, after the token changed, keeps
 * the old rights until the new ones are in force, as the real server does.
 */
export class ChangesLink {
  private readonly server: Server
  private readonly params: readonly Readonly<Record<string, unknown>>[]
  private readonly listener: LinkListener
  private remove = (): void => undefined
  private forgetRenewal = (): void => undefined
  /** Of the attempts to link only the latest counts. */
  private attempt = 0

  constructor(
    server: Server,
    params: readonly Readonly<Record<string, unknown>>[],
    listener: LinkListener,
  ) {
    this.server = server
    this.params = params
    this.listener = listener
  }

  /** Subscribes with a caller's rights, and says when that is done or why it cannot be. */
  link(caller: Caller): void {
    this.begin(caller, this.server.pace.subscribeDelayMs)
  }

  /** The same for the caller of a new token, which takes longer. */
  relink(caller: Caller): void {
    this.begin(caller, this.server.pace.tokenDelayMs)
  }

  unlink(): void {
    this.attempt += 1
    this.forgetRenewal()
    this.remove()
    this.remove = () => undefined
  }

  private begin(caller: Caller, delayMs: number): void {
    if (this.params.length === 0) return
    this.attempt += 1
    this.forgetRenewal()
    this.forgetRenewal = this.server.worker.onPublication(() => this.link(caller))
    void this.run(this.attempt, caller, delayMs)
  }

  private async run(attempt: number, caller: Caller, delayMs: number): Promise<void> {
    const { context } = this.server
    await pause(delayMs)
    while (attempt === this.attempt) {
      try {
        return await this.tryOnce(attempt, caller)
      } catch (error) {
        if (attempt !== this.attempt) return
        context.warn(`realtime: a subscription failed and is tried again: ${String(error)}`)
        await pause(RETRY_MS)
      }
    }
  }

  private async tryOnce(attempt: number, caller: Caller): Promise<void> {
    const parsed = this.params.map(parseBinding)
    const wrong = parsed.find(each => !each.ok)
    if (wrong !== undefined && !wrong.ok) return this.listener.onStatus('error', wrong.message)
    await this.server.worker.ready()
    const bindings = parsed.flatMap((each): readonly Binding[] => (each.ok ? [each.binding] : []))
    const resolution = await resolveBindings(this.server.context.db, caller, bindings)
    if (attempt !== this.attempt) return
    this.remove()
    this.remove = () => undefined
    if (!resolution.ok) return this.listener.onStatus('error', resolution.message)
    this.remove = this.server.subscriptions.add({
      caller,
      bindings: resolution.bindings,
      deliver: this.listener.onChange,
    })
    this.listener.onStatus('ok', 'Subscribed to PostgreSQL')
  }
}
