import { build, defaultClientConditions, type Rolldown } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.unstubAllEnvs())

const START = 'virtual:start'
/** What only the panel says. */
const PANEL = /What led to it/

/** The code of an app that consists of `code`, as Vite builds it. */
async function built(mode: 'production' | 'development', code: string): Promise<string> {
  // Vitest says `test`, and Vite decides by it.
  vi.stubEnv('NODE_ENV', mode)
  const { output } = (await build({
    configFile: false,
    logLevel: 'silent',
    mode,
    resolve: { conditions: ['@everfresh/source', ...defaultClientConditions] },
    plugins: [
      {
        name: 'start',
        enforce: 'pre',
        resolveId: name => (name === START ? START : undefined),
        load: id => (id === START ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: START,
        preserveEntrySignatures: 'strict',
        external: /^(react|react-dom|@tanstack)\b/,
      },
    },
  })) as Rolldown.RolldownOutput
  return output.map(file => (file.type === 'chunk' ? file.code : '')).join('\n')
}

const devtools = `export * from '@everfresh/react/devtools'`

test('an app that does not import the devtools has nothing of them', async () => {
  const app = `export * from '@everfresh/react'; export * from '@everfresh/core'`
  const code = await built('development', app)
  expect(code).toContain('RealtimeProvider')
  expect(code).not.toMatch(PANEL)
  expect(code).not.toContain('everfresh-devtools')
})

test('in development an app that imports the devtools has them', async () => {
  expect(await built('development', devtools)).toMatch(PANEL)
})

test('in production the same import is a component that renders nothing', async () => {
  const code = await built('production', devtools)
  expect(code).toMatch(/function EverfreshDevtools\(_props\) \{\s+return null;\s+\}/)
  expect(code).not.toMatch(PANEL)
  expect(code.length).toBeLessThan(2_000)
})

test('in production they are there for who asks for them by name', async () => {
  expect(await built('production', `export * from '@everfresh/react/devtools/production'`)).toMatch(
    PANEL,
  )
})
