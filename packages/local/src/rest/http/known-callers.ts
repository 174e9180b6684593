import type { Caller, Context } from '../../context.ts'
import { callerOf } from '../../http/caller.ts'

const MOST_KNOWN = 500
const SECOND_MS = 1000

function expiryOf({ claims }: Caller): number {
  const exp = claims['exp']
  return typeof exp === 'number' ? exp * SECOND_MS : Infinity
}

/** Remembers whom the tokens of requests mean until they expire: to verify one costs a third of a request. */
export class KnownCallers {
  readonly #context: Context
  readonly #callers = new Map<string, Caller>()

  constructor(context: Context) {
    this.#context = context
  }

  /** Who sends the request. Throws TokenError. */
  async of(headers: Headers): Promise<Caller> {
    const token = `${headers.get('authorization') ?? ''}\n${headers.get('apikey') ?? ''}`
    const known = this.#callers.get(token)
    if (known !== undefined && this.#context.now() < expiryOf(known)) return known
    this.#callers.delete(token)
    const caller = await callerOf(this.#context, headers)
    const [oldest] = this.#callers.keys()
    if (oldest !== undefined && this.#callers.size >= MOST_KNOWN) this.#callers.delete(oldest)
    this.#callers.set(token, caller)
    return caller
  }
}
