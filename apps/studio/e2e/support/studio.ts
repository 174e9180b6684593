import { type LocalBackend, testBackend } from '@everfresh/local/testing'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../../../../scripts/testing/browser.mjs'
import { studioFolder } from './build-page.ts'
import { tellLastSight } from './last-sight.ts'
import { createWebServer, type WebServer } from './web-server.ts'
import { createWorker, type StudioWorker } from './worker.ts'

/** The whole Studio as it is delivered: backend, worker, the built page, and a browser. */
export interface Studio {
  readonly backend: LocalBackend
  readonly browser: Browser
  /** The page's address. */
  readonly url: string
  /** The address of the page built with other `VITE_*` variables; it has the same backend. */
  readonly serve: WebServer['serve']
  readonly startWorker: StudioWorker['start']
  readonly stopWorker: StudioWorker['stop']
  /** Closes every tab and mends every fault, for the next test. */
  readonly leave: () => Promise<void>
  /** Adds what is to be done at the next {@link Studio.leave}. */
  readonly whenLeaving: (work: () => Promise<void>) => void
  readonly stop: () => Promise<void>
}

export interface StudioOptions {
  /** Whether a worker runs from the beginning. Default true. */
  readonly worker?: boolean
}

/** Starts a Studio with a database of its own. */
export async function startStudio({ worker: wanted = true }: StudioOptions = {}): Promise<Studio> {
  const undo: (() => Promise<void>)[] = []
  const leaving: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const backend = await testBackend({ projectDir: studioFolder })
    undo.push(() => backend.stop())
    const web = createWebServer(backend)
    undo.push(() => web.close())
    const url = await web.serve()
    const worker = createWorker(backend)
    undo.push(() => worker.stop())
    if (wanted) await worker.start()
    const browser = await launchBrowser()
    undo.push(() => browser.close())
    return {
      backend,
      browser,
      url,
      serve: web.serve,
      startWorker: worker.start,
      stopWorker: worker.stop,
      leave: async () => {
        await tellLastSight(browser.contexts())
        await Promise.all(browser.contexts().map(context => context.close()))
        await Promise.all(leaving.splice(0).map(work => work()))
        backend.faults.reset()
      },
      whenLeaving: work => leaving.push(work),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
