import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openPage } from '../page.mjs'
import { openStage } from '../stage.mjs'
import { openZeroLink } from './link.mjs'
import { startEndpoints, startZeroCache } from './processes.mjs'

/** @typedef {import('../stage.mjs').Stage} Stage */

/**
 * The same backend with zero-cache on its PostgreSQL. What the others meet as a fault of the backend, Zero meets where
 * it does the same: realtime away or late is its link, slow writes are its endpoint for mutations.
 *
 * @param {{ dataFolder: string, installed: import('./processes.mjs').Installed, subscribeDelayMs: number, defer: (undo: () => unknown) => void }} options
 * @returns {Promise<Stage>}
 */
export async function openZeroStage({ dataFolder, installed, subscribeDelayMs, defer }) {
  const { folder } = installed
  const stage = await openStage({ dataFolder, folder, subscribeDelayMs })
  defer(() => stage.stop())
  const { backend } = stage
  const endpoints = await startEndpoints(installed, backend)
  defer(() => endpoints.stop())
  const ownFolder = join(dataFolder, 'zero')
  await mkdir(ownFolder)
  const options = { backend, endpointsUrl: endpoints.url, dataFolder: ownFolder, defer }
  const cache = await startZeroCache(installed, options)
  const link = await openZeroLink(cache.port)
  const { url, publishableKey: key } = backend
  return {
    ...stage,
    faults: {
      set: ({ realtime }) => link.setAway(realtime === 'off'),
      add(fault) {
        const set = fault.type === 'http-slow' ? endpoints.slowDown : link.setLate
        set(fault.ms)
        return { remove: () => set(0) }
      },
      expireTokens() {
        throw new Error('zero-cache knows nothing of the backend’s channels and their tokens.')
      },
    },
    async stop() {
      await cache.stop()
      await endpoints.stop()
      await stage.stop()
    },
    open: library => openPage(library, { folder, url, key, aheadMs: 0, cacheUrl: link.url }),
  }
}
