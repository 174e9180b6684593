import type { TestType } from '@playwright/test'
import type { LocalBackend } from '../backend.ts'
import type { FaultControl } from '../faults/fault-control.ts'
import { testBackend, type TestBackendOptions } from '../testing/index.ts'

/** What a test is given. */
export interface BackendFixtures {
  /** The faults of the worker's backend. They are mended after each test, also after one that failed. */
  readonly faults: FaultControl
}

/** What the tests of one worker share. */
export interface BackendWorkerFixtures {
  /** A backend on a free port with a database of its own. */
  readonly backend: LocalBackend
  /**
   * `SUPABASE_URL`, `SUPABASE_ANON_KEY` and both with `VITE_` and `NEXT_PUBLIC_` before them: the
   * environment for a worker fixture that starts the app.
   */
  readonly backendEnv: Readonly<Record<string, string>>
}

const PREFIXES = ['', 'VITE_', 'NEXT_PUBLIC_']

/**
 * Playwright's `test` with a `backend` for each worker and its `faults`. Nothing is started for tests
 * that use neither.
 *
 * ```ts
 * export const test = withBackend(base, { projectDir: '.' })
 * test('goes on by polling', async ({ page, faults }) => { … })
 * ```
 */
export function withBackend<T extends object, W extends object>(
  test: TestType<T, W>,
  options: TestBackendOptions = {},
): TestType<T & BackendFixtures, W & BackendWorkerFixtures> {
  // Whatever else the test has is neither used nor changed.
  const plain = test as unknown as TestType<object, object>
  const extended = plain.extend<BackendFixtures, BackendWorkerFixtures>({
    backend: [
      // Playwright reads the names of what is wanted from the pattern: here none.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, give) => {
        const backend = await testBackend(options)
        await give(backend)
        await backend.stop()
      },
      { scope: 'worker' },
    ],
    backendEnv: [
      async ({ backend }, give) => {
        const values = { SUPABASE_URL: backend.url, SUPABASE_ANON_KEY: backend.anonKey }
        await give(
          Object.fromEntries(
            Object.entries(values).flatMap(([name, value]) =>
              PREFIXES.map(prefix => [prefix + name, value]),
            ),
          ),
        )
      },
      { scope: 'worker' },
    ],
    faults: async ({ backend }, give) => {
      await give(backend.faults)
      backend.faults.reset()
    },
  })
  return extended as unknown as TestType<T & BackendFixtures, W & BackendWorkerFixtures>
}
