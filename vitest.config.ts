import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const unit = [
  'packages/*/{src,test}/**/*.test.{ts,tsx}',
  'apps/*/{src,worker}/**/*.test.{ts,tsx}',
  'scripts/**/*.test.ts',
  'bench/**/*.test.ts',
]
// 2,000 worlds take their time: a project of their own.
const simulation = ['packages/core/test/sim/*.test.ts', 'scripts/lib/simulation/*.test.ts']
const wire = ['**/*.wire.test.ts']
// Each trace takes as long as its recording did, and mostly waits: many side by side.
const conformance = ['**/*.conformance.test.ts']
const browser = ['apps/studio/e2e/**/*.browser.test.ts']
// What strangers get: the packed packages.
const packages = ['scripts/lib/packages/*.packages.test.ts']
// Apps that take long to install: a second tier, `npm run test:examples`.
const examples = ['scripts/lib/**/*.examples.test.ts']

// A thread for each file: none starts, ends or moves a process, and to start one takes a third of the time.
const inThreads = { pool: 'threads' } as const

// One PostgreSQL for a whole run; every test still has a database of its own.
const globalSetup = ['packages/local/src/testing/global-setup.ts']

// Two even where vitest would take one: these tests mostly wait, and every file has a backend of its own.
// Vitest wants a group of its own for another number of workers.
const twoWorkers = { maxWorkers: 2, sequence: { groupOrder: 1 } }

// A worker loads the backend and the clients once, and not again for each file: what a file starts it stops itself, and
// none replaces a module or moves the worker's clock, which would stay moved for all later files.
const kept = { ...twoWorkers, isolate: false }

const react18 = fileURLToPath(new URL('compat/react-18/node_modules', import.meta.url))

const shared = {
  conditions: ['@everfresh/source', 'module', 'node', 'development|production'],
  alias: { '@': fileURLToPath(new URL('apps/studio/src', import.meta.url)) },
}

export default defineConfig({
  resolve: shared,
  ssr: { resolve: shared },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Long enough for a slow machine: what is polled for says whether it comes, never how fast.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    coverage: {
      include: ['packages/core/src/**'],
      exclude: ['packages/core/src/testing/**', '**/*.test.ts'],
      // A branch that no test takes is tested or removed.
      thresholds: { branches: 95 },
      reporter: [['text', { skipFull: true }]],
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: unit,
          exclude: [
            '**/node_modules/**',
            '**/dist/**',
            ...wire,
            ...simulation,
            ...conformance,
            ...packages,
            ...examples,
          ],
          env: { REACT_MAJOR: '19' },
          ...inThreads,
        },
      },
      {
        extends: true,
        // The same tests over the oldest React and TanStack Query that we promise.
        resolve: {
          alias: {
            react: `${react18}/react`,
            'react-dom': `${react18}/react-dom`,
            '@tanstack/react-query': `${react18}/@tanstack/react-query`,
          },
          mainFields: ['module', 'main'],
        },
        test: {
          name: 'unit-react-18',
          include: ['packages/react/src/**/*.test.tsx'],
          env: { REACT_MAJOR: '18' },
          ...inThreads,
          // What is not inlined imports React past the alias.
          server: { deps: { inline: ['@tanstack/react-query', '@testing-library/react'] } },
        },
      },
      { extends: true, test: { name: 'simulation', include: simulation } },
      {
        extends: true,
        test: {
          name: 'examples',
          include: examples,
          globalSetup: ['scripts/lib/packages/global-setup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          ...twoWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: 'packages',
          include: packages,
          globalSetup: ['scripts/lib/packages/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...twoWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: 'wire',
          include: wire,
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Those that say they are concurrent mostly wait, each on a backend of its own.
          maxConcurrency: 15,
          ...twoWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: conformance,
          globalSetup,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxConcurrency: 15,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: [...globalSetup, 'apps/studio/e2e/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          ...kept,
        },
      },
    ],
  },
})
