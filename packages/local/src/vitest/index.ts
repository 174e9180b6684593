import { fileURLToPath } from 'node:url'
import type { TestAPI } from 'vitest'
import type { LocalBackend } from '../backend.ts'
import type { FaultControl } from '../faults/fault-control.ts'
import { testBackend, type TestBackendOptions } from '../testing/index.ts'

/** What a test is given. */
export interface BackendFixtures {
  /** A backend on a free port, for `createClient(backend.url, backend.anonKey)`. */
  readonly backend: LocalBackend
  /** Its faults. */
  readonly faults: FaultControl
}

/** Options of {@link withBackend}. */
export interface VitestOptions extends TestBackendOptions {
  /**
   * `test` (default): each test has a backend and a database of its own, in some 20 ms and the time of
   * the migrations. `file`: the tests of a file share one, with the rows that earlier tests left;
   * faults are mended after each test.
   */
  readonly per?: 'test' | 'file'
}

/**
 * Vitest's `test` with a `backend` and its `faults`. Nothing is started for tests that name neither.
 *
 * ```ts
 * const it = withBackend(test, { projectDir: '.' })
 * it('survives a 503', async ({ backend, faults }) => { … })
 * ```
 */
export function withBackend<Context>(
  test: TestAPI<Context>,
  { per = 'test', ...options }: VitestOptions = {},
): TestAPI<Context & BackendFixtures> {
  const extended = test.extend<BackendFixtures>({
    backend: [
      // Vitest reads the names of what is wanted from the pattern: here none.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, give) => {
        const backend = await testBackend(options)
        await give(backend)
        await backend.stop()
      },
      { scope: per },
    ],
    faults: async ({ backend }, give) => {
      await give(backend.faults)
      backend.faults.reset()
    },
  })
  return extended as unknown as TestAPI<Context & BackendFixtures>
}

/**
 * The file of a global set-up that starts one PostgreSQL for a whole run, for `test.globalSetup` in the
 * configuration of vitest. Without it each worker starts its own.
 */
export const globalSetup: string = fileURLToPath(
  new URL(
    `../testing/global-setup.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
    import.meta.url,
  ),
)
