import type { Clock } from '@everfresh/core'
import type { Finding } from '@everfresh/core/diagnose'
import { isRest } from '../fetch-observer.ts'
import { pause } from './pause.ts'

/** The port through which a page's service worker is looked at. */
export interface ServiceWorkerProbe {
  /** The address of the script that controls the page; undefined: none does. */
  readonly controller: () => string | undefined
  /** The addresses of all answers that the page's origin keeps in Cache Storage. */
  readonly kept: () => Promise<readonly string[]>
}

export interface ServiceWorkerHost {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Makes one GET to REST, as a query does. */
  readonly ask: () => Promise<unknown>
}

/** A worker keeps an answer after it has given it; so it is looked for this often. */
const LOOKS = 5
const LOOK_AGAIN_MS = 200

/**
 * A service worker that keeps what REST answers gives it again when it likes, and no refetch helps. Found by
 * what is in its caches, before and after one more request; one that keeps answers elsewhere is not found.
 */
export async function serviceWorkerFindings(
  { controller, kept }: ServiceWorkerProbe,
  { ask, clock, signal }: ServiceWorkerHost,
): Promise<readonly Finding[]> {
  const script = controller()
  const answers = async (): Promise<readonly string[]> => (await kept()).filter(isRest)
  let found = await answers()
  if (found.length === 0 && script !== undefined) {
    await ask()
    for (let look = 0; look < LOOKS && found.length === 0 && !signal.aborted; look += 1) {
      await pause(clock, LOOK_AGAIN_MS)
      found = await answers()
    }
  }
  const [first] = found
  if (first === undefined) return []
  return [
    {
      code: 'service-worker-answers',
      severity: 'error',
      title: 'The service worker keeps what REST answers, so a refetch may be given old rows.',
      evidence: `Cache Storage holds ${found.length} answer${found.length === 1 ? '' : 's'} such as ${withoutQuery(first)}; ${
        script === undefined
          ? 'no worker controls the page now'
          : `the worker is ${withoutQuery(script)}`
      }.`,
      next: 'Let the worker leave /rest/v1, /auth/v1, /storage/v1 and /realtime/v1 to the network, and delete those caches.',
    },
  ]
}

/** What comes after may hold ids, or a token. */
const withoutQuery = (address: string): string => address.replace(/[?#].*$/, '')
