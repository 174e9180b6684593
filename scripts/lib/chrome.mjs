import { accessSync, constants, readFileSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { run } from './command.mjs'
import { Failure } from './failure.mjs'

const variables = ['CHROME_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH']
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const shellNames = ['chromium-headless-shell', 'chrome-headless-shell']

/**
 * The path of a Chrome or Chromium: the environment's, else an installed one, else Playwright's.
 * Undefined when there is none.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findChrome(env = process.env) {
  return fromEnvironment(env) ?? [...knownPlaces(env), ...playwrightCache(env)].find(isExecutable)
}

/**
 * The path of a Chromium without any window, which opens pages in a third less time. Undefined when there is
 * none, or when the environment names the browser to use.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findHeadlessShell(env = process.env) {
  if (fromEnvironment(env) !== undefined) return undefined
  const cached = playwrightCache(env).filter(path => /headless.shell$/.test(path))
  return [...inFolders(env, shellNames), ...cached].find(isExecutable)
}

/** @param {NodeJS.ProcessEnv} env */
function fromEnvironment(env) {
  const variable = variables.find(name => env[name])
  if (variable === undefined) return undefined
  const path = env[variable] ?? ''
  if (isExecutable(path)) return path
  throw new Failure(
    `${variable} is set to ${path}, which is not a program that can be run. Set it to the path of a Chrome or Chromium, or unset it, and run the command again.`,
  )
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function knownPlaces(env) {
  if (process.platform === 'darwin') return ['', homedir()].flatMap(placesOnMac)
  if (process.platform === 'win32') return placesOnWindows(env)
  return inFolders(env, names)
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} programs
 */
function inFolders(env, programs) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return [...folders, '/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'].flatMap(
    folder => programs.map(name => join(folder, name)),
  )
}

/** @param {string} base */
function placesOnMac(base) {
  return ['Google Chrome', 'Chromium', 'Google Chrome for Testing', 'Microsoft Edge'].map(name =>
    join(base, `/Applications/${name}.app/Contents/MacOS/${name}`),
  )
}

/** @param {NodeJS.ProcessEnv} env */
function placesOnWindows(env) {
  return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter(base => base !== undefined)
    .flatMap(base => [
      join(base, 'Google\\Chrome\\Application\\chrome.exe'),
      join(base, 'Chromium\\Application\\chrome.exe'),
      join(base, 'Microsoft\\Edge\\Application\\msedge.exe'),
    ])
}

/** Where a browser lies inside a folder of Playwright's cache, over its versions. */
const insideCache = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-headless-shell-linux64/chrome-headless-shell',
  'chrome-linux/headless_shell',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win64/chrome.exe',
  'chrome-win/chrome.exe',
]

/**
 * Where Playwright may have put a browser: newest first, whole ones before headless shells.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function playwrightCache(env) {
  const cache = cacheFolder(env)
  const versions = (/** @type {RegExp} */ pattern) =>
    entries(cache)
      .filter(name => pattern.test(name))
      .toSorted((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]))
  return [...versions(/^chromium-\d+$/), ...versions(/^chromium_headless_shell-\d+$/)].flatMap(
    version => insideCache.map(place => join(cache, version, place)),
  )
}

/** @param {NodeJS.ProcessEnv} env */
function cacheFolder(env) {
  if (env.PLAYWRIGHT_BROWSERS_PATH) return env.PLAYWRIGHT_BROWSERS_PATH
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/ms-playwright')
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'ms-playwright')
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright')
}

/** @param {string} folder */
function entries(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Whether this process may install Debian's own Chromium. Ubuntu's package is only a link to a snap. */
export function canInstallChrome() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/** The one command that gets a browser on this machine. */
const byHand = 'npx playwright-core install --with-deps chromium'

/** @returns {Failure} */
export function noChrome() {
  return new Failure(
    `No Chrome or Chromium was found, and the browser tests need one. Run \`${byHand}\` once, or set CHROME_PATH to the one you have, and run the command again.`,
  )
}

/**
 * Installs Debian's package `chromium`, and `chromium-headless-shell` where there is one.
 * @param {{ cwd: string, signal: AbortSignal, note: (text: string) => void }} options
 */
export async function installChrome({ cwd, signal, note }) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '--yes', '--no-install-recommends']
  const steps = [['update'], [...install, 'chromium'], [...install, 'chromium-headless-shell']]
  for (const args of steps) {
    note(`apt-get ${args[0]}`)
    const { code, output } = await run('apt-get', args, { cwd, signal, env })
    // The last one saves time only, and not every Debian has it.
    if (code === 0 || (args === steps.at(-1) && !signal.aborted)) continue
    throw new Failure(
      `${output.trimEnd()}\n\`apt-get ${args.join(' ')}\` ended with ${code ?? 'a signal'}; what it said stands above. Put that right, or run \`${byHand}\`, and run the command again.`,
    )
  }
}
