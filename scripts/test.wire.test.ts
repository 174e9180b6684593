import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runStep } from './lib/test/run-step.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everfresh-step-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs the test files given, name and text, as a step of `npm test` would. */
async function step(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const command = [process.execPath, vitest, 'run', '--root', folder, '--globals']
  return await run([[...command, '--reporter=default']], 'tests')
}

const run = (commands: string[][], kind: 'checks' | 'tests') =>
  runStep(
    { name: 'step', kind, commands },
    {
      scratch: folder,
      signal: new AbortController().signal,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' },
    },
  )

test('passed, failed and skipped tests are counted, and the failure is shown', async () => {
  const result = await step({
    'a.test.mjs': `
      test('good', () => {})
      test('bad', () => expect('apples').toBe('pears'))
      test.skip('later', () => {})`,
    'b.test.mjs': `test('good too', () => {})`,
  })
  expect(result).toMatchObject({ passed: 2, failed: 1, skipped: 1 })
  expect(result.output).toContain("expected 'apples' to be 'pears'")
})

test('a test file that cannot be loaded is a failure, though it has no tests', async () => {
  const result = await step({
    'a.test.mjs': `test('good', () => {})`,
    'b.test.mjs': `import './absent.mjs'`,
  })
  expect(result).toMatchObject({ passed: 1, failed: 1 })
})

test('an error outside every test is a failure, though every test has passed', async () => {
  const result = await step({
    'a.test.mjs': `
      test('good', () => {})
      void Promise.reject(new Error('nobody waited for me'))`,
  })
  expect(result).toMatchObject({ passed: 1, failed: 1 })
  expect(result.output).toContain('nobody waited for me')
})

test('a step that finds no tests at all has failed', async () => {
  expect(await step({})).toMatchObject({ passed: 0, failed: 1 })
})

test('a check counts as one, and its later commands wait for the earlier', async () => {
  const say = (text: string, code: number) => [
    process.execPath,
    '-e',
    `console.log('${text}'); process.exitCode = ${code}`,
  ]
  expect(await run([say('one', 0), say('two', 0)], 'checks')).toMatchObject({
    passed: 1,
    failed: 0,
  })
  const failing = await run([say('one', 2), say('two', 0)], 'checks')
  expect(failing).toMatchObject({ passed: 0, failed: 1, output: 'one\n' })
})

test('an unknown step ends in one sentence, and still in the closing line', async () => {
  const child = spawn(process.execPath, ['scripts/test.mjs', 'units'], {
    cwd: root,
  })
  let [out, err] = ['', '']
  child.stdout.on('data', text => (out += text))
  child.stderr.on('data', text => (err += text))
  expect(await new Promise(resolve => child.on('close', resolve))).toBe(1)
  expect(err).toMatch(/There is no step units\. The steps are format, .*npm test -- unit/)
  expect(out).toBe('0 passed, 1 failed\n')
})
