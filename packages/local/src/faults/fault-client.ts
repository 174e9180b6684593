import type { ActName } from './act.ts'
import type { FaultControl, FaultHandle } from './fault-control.ts'
import { FaultError } from './fault-error.ts'
import type { FaultInfo } from './fault.ts'
import type { Switches } from './switches.ts'

type Answered<T> = T extends FaultHandle ? FaultClientHandle : T
type Remote<T> = {
  readonly [Name in keyof T]: T[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Promise<Answered<Answer>>
    : T[Name]
}

/** A {@link FaultHandle} whose calls are answered by promises. */
export type FaultClientHandle = Remote<FaultHandle>

/**
 * {@link FaultControl} from another process or a page of this machine: the same calls, each answered
 * by a promise. Rejects with FaultError when the backend refuses, and with what `fetch` rejects with
 * when it cannot be reached.
 */
export type FaultClient = Remote<FaultControl>

/**
 * Controls the faults of a backend that was started with `faults: true` (`everfresh-local --faults`).
 * `url` is the backend's, such as `http://127.0.0.1:54321`.
 */
export function createFaultClient(url: string): FaultClient {
  const ask = askAt(`${url.replace(/\/+$/, '')}/_everfresh`)
  const remove = (id: string): Promise<FaultInfo | undefined> =>
    ask<FaultInfo>('DELETE', `/faults/${encodeURIComponent(id)}`).catch(unlessUnknown)
  const act =
    (name: ActName) =>
    async (scope: unknown = {}): Promise<number> =>
      (await ask<{ readonly struck: number }>('POST', `/acts/${name}`, scope)).struck
  return {
    add: async (fault, scope = {}) => {
      const { id } = await ask<FaultInfo>('POST', '/faults', { fault, scope })
      let last: FaultInfo | undefined
      return {
        id,
        remove: async () => {
          last ??= await remove(id)
        },
        strikes: async () =>
          (last ?? (await ask<FaultInfo>('GET', `/faults/${encodeURIComponent(id)}`))).strikes,
      }
    },
    list: async () =>
      (await ask<{ readonly faults: readonly FaultInfo[] }>('GET', '/faults')).faults,
    remove: async id => (await remove(id)) !== undefined,
    reset: async () => void (await ask('DELETE', '/faults')),
    set: async change => void (await ask('PUT', '/switches', change)),
    state: () => ask<Switches>('GET', '/switches'),
    dropSockets: act('dropSockets'),
    silenceSockets: act('silenceSockets'),
    closeChannels: act('closeChannels'),
    crashChannels: act('crashChannels'),
    expireTokens: act('expireTokens'),
    limitChannels: act('limitChannels'),
    restartEngine: act('restartEngine'),
    killPoller: act('killPoller'),
  }
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>

function askAt(base: string): Ask {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const told: unknown = await answer.json().catch(() => undefined)
    if (answer.ok && told !== undefined) return told as T
    throw refusal(answer.status, told)
  }
}

function refusal(status: number, told: unknown): FaultError {
  const { code, message } = (told ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  if (code === 'bad-fault' || code === 'unknown-fault') {
    return new FaultError(String(message), code)
  }
  if (status === 404) {
    return new FaultError(
      'There is no control of faults at this address: start the backend with `faults: true`, or everfresh-local --faults.',
    )
  }
  return new FaultError(`The backend answered with ${status}: ${String(message)}`)
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof FaultError && error.code === 'unknown-fault') return undefined
  throw error
}
