import { planFor } from './plan'

// The little of a worker's world that is used here: the page's types and the worker's exclude each other.
interface WaitingEvent extends Event {
  readonly waitUntil: (done: Promise<unknown>) => void
}
interface FetchEvent extends WaitingEvent {
  readonly request: Request
  readonly respondWith: (answer: Promise<Response>) => void
}
interface Worker {
  readonly location: Location
  readonly skipWaiting: () => Promise<void>
  readonly addEventListener: {
    (type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void
    (type: 'fetch', listener: (event: FetchEvent) => void): void
  }
}
declare const self: Worker
/** Put here by the build: the paths of the app's files, and what they are called together. */
declare const __APP_FILES__: readonly string[]
declare const __APP_VERSION__: string

const files = new Set(__APP_FILES__)
const PREFIX = 'everfresh-app-'
const cacheName = PREFIX + __APP_VERSION__
const PAGE = '/'
/** This version, and the one that open tabs may still load parts of. */
const KEPT_VERSIONS = 2

self.addEventListener('install', event => {
  event.waitUntil(install())
})
self.addEventListener('activate', event => {
  event.waitUntil(forgetOldVersions())
})
self.addEventListener('fetch', event => {
  const plan = planFor(event.request, self.location.origin, files)
  if (plan === 'page') event.respondWith(page(event.request))
  if (plan === 'file') event.respondWith(file(event.request))
})

async function install(): Promise<void> {
  const cache = await caches.open(cacheName)
  await cache.addAll([...files].map(path => new Request(path, { cache: 'reload' })))
  // Nobody is kept on an old version: the newest is what the next page load gets.
  await self.skipWaiting()
}

async function forgetOldVersions(): Promise<void> {
  // In the order in which they were made.
  const versions = (await caches.keys()).filter(name => name.startsWith(PREFIX))
  await Promise.all(versions.slice(0, -KEPT_VERSIONS).map(name => caches.delete(name)))
}

/** The newest page while there is a network, else the one that was kept. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request)
    if (answer.status < 500) return answer
    return (await kept(PAGE)) ?? answer
  } catch (error) {
    const answer = await kept(PAGE)
    if (answer === undefined) throw error
    return answer
  }
}

/** Its name says what is in it: it never changes. */
async function file(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request)
}

async function kept(request: Request | string): Promise<Response | undefined> {
  const cache = await caches.open(cacheName)
  return (
    (await cache.match(request, { ignoreVary: true })) ??
    caches.match(request, { ignoreVary: true })
  )
}
