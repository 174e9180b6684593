import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildWorker } from '../../worker/testing/spawn-worker.ts'
import { anyBackend, buildPage } from './build-page.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the page, built for any backend. */
    readonly studioPage: string
  }
}

/** Vitest's global set-up: the worker and the page, as they are delivered, once for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildWorker()
  const folder = await mkdtemp(join(tmpdir(), 'everfresh-studio-'))
  const leave = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await buildPage(folder, anyBackend)
  } catch (error) {
    await leave()
    throw error
  }
  project.provide('studioPage', folder)
  return leave
}
