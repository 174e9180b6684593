import type { Random } from '@everfresh/core'

/** The header that the feed's triggers read: who wrote. */
const HEADER = 'x-everfresh-origin'
/** What asks the feed writes nothing of the app's. */
const OF_THE_FEED = /\/rest\/v1\/rpc\/(changes_since|everfresh_rotate)$/

type Request = readonly [input: RequestInfo | URL, init?: RequestInit]

/** A write that calls itself something, and what it calls itself. */
export interface NamedWrite {
  readonly init: RequestInit
  readonly wrote: string
}

/** Names the writes of one tab, so that it knows the echo of each; undefined: this request is no write to be named. */
export type NameWrite = (address: string, ...request: Request) => NamedWrite | undefined

/** Names each write `<tab>.<n>`. */
export function namesOfWrites(random: Random): NameWrite {
  const tab = randomName(random)
  let n = 0
  return (address, input, init) => {
    if (OF_THE_FEED.test(address.replace(/[?#].*$/, ''))) return undefined
    const isRequest = typeof input === 'object' && 'headers' in input
    const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined))
    // A Supabase client sends this to its own project, and to nobody else.
    if (!headers.has('apikey')) return undefined
    // Whoever names writes in a way of their own may give two the same name.
    if (headers.has(HEADER)) return undefined
    n += 1
    const wrote = `${tab}.${n}`
    headers.set(HEADER, wrote)
    return { init: { ...init, headers }, wrote }
  }
}

/** Sixty bits or so: two tabs that draw the same would take each other's writes for their own. */
function randomName(random: Random): string {
  const part = (): string => Math.floor(random() * 2 ** 30).toString(36)
  return `${part()}-${part()}`
}
