import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalBackend } from '@everfresh/local/testing'
import { preview } from 'vite'
import { inject } from 'vitest'
import { buildPage, copyPage, studioFolder, type Variables } from './build-page.ts'

export interface WebServer {
  /** The address of the page as it is delivered; built and served once for each set of variables. */
  readonly serve: (variables?: Variables) => Promise<string>
  readonly close: () => Promise<void>
}

/** Serves the Studio's page to browsers that are to use this backend. */
export function createWebServer(backend: LocalBackend): WebServer {
  const addresses = new Map<string, Promise<string>>()
  const undo: (() => Promise<void>)[] = []

  const start = async (variables: Variables): Promise<string> => {
    const outDir = await mkdtemp(join(tmpdir(), 'everfresh-page-'))
    undo.push(() => rm(outDir, { recursive: true, force: true }))
    const isUsual = Object.keys(variables).length === 0
    if (isUsual) await copyPage(inject('studioPage'), outDir, backend)
    else await buildPage(outDir, backend, variables)
    const server = await preview({
      root: studioFolder,
      logLevel: 'error',
      build: { outDir },
      preview: { port: 0, open: false },
    })
    undo.push(() => server.close())
    return String(server.resolvedUrls?.local[0])
  }

  return {
    serve: (variables = {}) => {
      const key = JSON.stringify(variables, Object.keys(variables).toSorted())
      const address = addresses.get(key) ?? start(variables)
      addresses.set(key, address)
      return address
    },
    close: async () => {
      for (const step of undo.splice(0).toReversed()) await step()
    },
  }
}
