import type { ServiceWorkerProbe } from './service-worker-findings.ts'

/** The page's own service worker and Cache Storage; nothing where there is no page. */
export function browserServiceWorker(): ServiceWorkerProbe {
  const { caches, navigator } = globalThis as Partial<typeof globalThis>
  return {
    controller: () => navigator?.serviceWorker?.controller?.scriptURL,
    kept: async () => {
      if (caches === undefined) return []
      const names = await caches.keys()
      const lists = await Promise.all(names.map(async name => (await caches.open(name)).keys()))
      return lists.flat().map(({ url }) => url)
    },
  }
}
