import { spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChrome, findHeadlessShell, playwrightCache } from './lib/chrome.mjs'

const scripts = fileURLToPath(new URL('.', import.meta.url))
const lock = {
  lockfileVersion: 3,
  packages: {
    '': { name: 'clone', dependencies: { needed: '1.0.0' } },
    'node_modules/needed': { version: '1.0.0', integrity: 'sha512-one' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['nowhere'] },
  },
}
const manifest = (node: string): string =>
  JSON.stringify({
    type: 'module',
    engines: { node: `>=${node}` },
    dependencies: { needed: '1.0.0' },
  })
/** Stands in for npm, which is a port: notes each run, takes a while, installs as npm does. */
const npm = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
appendFileSync('npm-runs', process.argv[2] + '\\n')
setTimeout(() => {
  mkdirSync('node_modules/needed', { recursive: true })
  writeFileSync('node_modules/needed/package.json', '{}')
  const packages = { 'node_modules/needed': { version: '1.0.0', integrity: 'sha512-one' } }
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))
}, 300)
`
const probe = `
import { createBoard } from './scripts/lib/board.mjs'
import { explain } from './scripts/lib/failure.mjs'
import { ensureDependencies } from './scripts/setup.mjs'
const { signal } = new AbortController()
try {
  await ensureDependencies({ board: createBoard(process.stdout), signal })
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
`

let clone = ''
let npmScript = ''

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'everfresh-clone-'))
  await cp(scripts, join(clone, 'scripts'), { recursive: true })
  await writeFile(join(clone, 'package.json'), manifest('20.19'))
  await writeFile(join(clone, 'package-lock.json'), JSON.stringify(lock))
  await writeFile(join(clone, 'probe.mjs'), probe)
  await mkdir(join(clone, 'bin'))
  npmScript = join(clone, 'bin/npm-cli.cjs')
  await writeFile(npmScript, npm)
})

afterEach(() => rm(clone, { recursive: true, force: true }))

function node(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: clone,
      env: { ...process.env, npm_execpath: npmScript, EVERFRESH_DEBUG: '', ...env },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', text => (out += text))
    child.stderr.on('data', text => (err += text))
    child.on('error', reject)
    child.on('close', code => resolve({ code, out, err }))
  })
}

const setUp = (env?: NodeJS.ProcessEnv) => node(['probe.mjs'], env)
const npmRuns = () => readFile(join(clone, 'npm-runs'), 'utf8').catch(() => '')

test('a fresh clone is installed, and the next start asks npm for nothing', async () => {
  expect(await setUp()).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^✓ dependencies .*npm ci/),
  })
  expect(await setUp()).toEqual({ code: 0, err: '', out: '' })
  expect(await npmRuns()).toBe('ci\n')
})

test('two that start at once install once, and both go on', async () => {
  const both = await Promise.all([setUp(), setUp()])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect(await npmRuns()).toBe('ci\n')
})

test('an installation that was killed half-way is done again', async () => {
  await mkdir(join(clone, 'node_modules/needed'), { recursive: true })
  await writeFile(join(clone, 'node_modules/needed/package.json'), '{}')
  expect((await setUp()).code).toBe(0)
  expect(await npmRuns()).toBe('ci\n')
})

test('a pulled commit with another lock file is installed', async () => {
  await setUp()
  const { packages } = lock
  const newer = { 'node_modules/needed': { version: '2.0.0', integrity: 'sha512-two' } }
  await writeFile(
    join(clone, 'package-lock.json'),
    JSON.stringify({ packages: { ...packages, ...newer } }),
  )
  await setUp()
  expect(await npmRuns()).toBe('ci\nci\n')
})

test('a package folder that somebody deleted is brought back', async () => {
  await setUp()
  await rm(join(clone, 'node_modules/needed'), { recursive: true })
  await setUp()
  expect(await npmRuns()).toBe('ci\nci\n')
})

test('a lock left behind by a killed process blocks nobody', async () => {
  const gone = await new Promise<number>(resolve => {
    const child = spawn(process.execPath, ['--version'])
    child.on('close', () => resolve(child.pid ?? 0))
  })
  await mkdir(join(clone, '.everfresh'))
  await writeFile(join(clone, '.everfresh/setup.lock'), String(gone))
  expect((await Promise.all([setUp(), setUp()])).map(({ code }) => code)).toEqual([0, 0])
  expect(await npmRuns()).toBe('ci\n')
})

test('without a network the real npm ends in one sentence with the next step', async () => {
  const { code, err } = await setUp({
    npm_execpath: undefined,
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_cache: join(clone, 'empty-cache'),
    npm_config_fetch_retries: '0',
  })
  expect(err).toMatch(/^npm cannot reach its registry \(ECONNREFUSED\), .*Check the network.*\n$/)
  expect(code).toBe(1)
})

test.each([
  ['ENOTFOUND', /cannot reach its registry .*Check the network/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /certificate .*npm config set cafile/],
  ['E403', /refuses this machine .*npm config get registry/],
  ['ETARGET', /could not deliver a package/],
  ['EACCES', /may not write to node_modules/],
  ['ENOSPC', /disk is full/],
  ['EUSAGE', /do not agree .*npm install/],
  ['EINTEGRITY', /damaged .*npm cache clean/],
])('when npm says %s the person reads one sentence', async (npmCode, sentence) => {
  await writeFile(
    npmScript,
    `console.error('npm error code ${npmCode}\\nnpm error long story'); process.exit(1)`,
  )
  const { code, err } = await setUp()
  expect(err).toMatch(sentence)
  expect(err.trimEnd()).not.toContain('\n')
  expect(code).toBe(1)
})

test('what else npm says is shown whole', async () => {
  await writeFile(npmScript, `console.error('npm error something new'); process.exit(7)`)
  expect((await setUp()).err).toMatch(/^npm error something new\n`npm ci` ended with 7/)
})

test('a machine without npm is told where npm comes from', async () => {
  const { code, err } = await setUp({ npm_execpath: undefined, PATH: clone })
  expect(err).toMatch(/^npm was not found.*nodejs\.org.*\n$/)
  expect(code).toBe(1)
})

test('a folder that cannot be written to is named, with what to do', async () => {
  await writeFile(join(clone, '.everfresh'), 'a file where the folder belongs')
  const { code, err } = await setUp()
  expect(err).toMatch(
    /^Cannot write to .*\.everfresh \((EEXIST|ENOTDIR)\).*run the command again\.\n$/,
  )
  expect(code).toBe(1)
})

test.each(['start.mjs', 'test.mjs'])('an old Node reads one sentence from %s', async script => {
  await writeFile(join(clone, 'package.json'), manifest('99.1'))
  const { code, err } = await node([`scripts/${script}`])
  expect(err).toMatch(/^Everfresh needs Node 99\.1 or newer, and this is Node .*nodejs\.org.*\n$/)
  expect(code).toBe(1)
})

test('the browser named in the environment is taken before any other', async () => {
  const mine = join(clone, 'my-chrome')
  await writeFile(mine, '#!/bin/sh\n')
  await chmod(mine, 0o755)
  expect(findChrome({ CHROME_PATH: mine, PATH: '' })).toBe(mine)
  expect(findChrome({ PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH: mine })).toBe(mine)
  expect(findHeadlessShell({ CHROME_PATH: mine, PATH: clone })).toBeUndefined()
  expect(() => findChrome({ CHROME_PATH: join(clone, 'absent') })).toThrow(
    /CHROME_PATH is set to .*absent/,
  )
})

test('a browser without any window is found where programs are', async () => {
  const shell = join(clone, 'chromium-headless-shell')
  await writeFile(shell, '#!/bin/sh\n')
  await chmod(shell, 0o755)
  expect(findHeadlessShell({ PATH: clone })).toBe(shell)
})

test("of the browsers in Playwright's cache the newest is tried first", async () => {
  for (const version of [
    'chromium-999',
    'chromium-1200',
    'chromium_headless_shell-1300',
    'ffmpeg-1',
  ]) {
    await mkdir(join(clone, version))
  }
  const tried = playwrightCache({ PLAYWRIGHT_BROWSERS_PATH: clone }).map(
    path => path.slice(clone.length + 1).split(/[\\/]/)[0],
  )
  expect([...new Set(tried)]).toEqual([
    'chromium-1200',
    'chromium-999',
    'chromium_headless_shell-1300',
  ])
})

test('the lock file names the binaries of every platform, without which npm ci refuses it', async () => {
  const { packages } = JSON.parse(
    await readFile(join(scripts, '../package-lock.json'), 'utf8'),
  ) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> }
  const absent = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      name =>
        !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  )
  expect(absent).toEqual([])
})
