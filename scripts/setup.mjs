import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { canInstallChrome, findChrome, installChrome, noChrome } from './lib/chrome.mjs'
import { dependenciesMatch, installDependencies } from './lib/dependencies.mjs'
import { withLock } from './lib/lock.mjs'
import { root } from './lib/root.mjs'

// Node built-ins only, here and in what is imported: this runs before anything is installed.

/**
 * @typedef {object} Setting
 * @property {import('./lib/board.mjs').Board} board
 * @property {AbortSignal} signal Ends what is going on, and rejects with `Stopped`.
 */

/**
 * Installs the dependencies when node_modules does not match package-lock.json; silent and quick
 * when it does. Of two processes at once, one installs and the other waits. Throws a `Failure` when
 * npm is absent, cannot reach its registry, or may not write.
 * @param {Setting} setting
 * @returns {Promise<void>}
 */
export async function ensureDependencies(setting) {
  if (dependenciesMatch(root)) return
  await exclusively('dependencies', setting, async note => {
    if (dependenciesMatch(root)) return 'installed meanwhile by another process'
    await installDependencies(root, { signal: setting.signal, note })
    return 'installed with npm ci'
  })
}

/**
 * Compiles the packages and the worker as far as they have changed. Throws a `Failure` that shows
 * the compiler's errors.
 * @param {Setting} setting
 * @returns {Promise<void>}
 */
export async function ensureBuilt(setting) {
  await exclusively('build', setting, async () => {
    await build(root, setting.signal)
    return 'TypeScript'
  })
}

/**
 * The path of a Chrome or Chromium. Installs Debian's package, saying so, when there is none and
 * this is root on Debian; else throws a `Failure` with the one command to run.
 * @param {Setting} setting
 * @returns {Promise<string>}
 */
export async function ensureChrome({ board, signal }) {
  const found = findChrome()
  if (found !== undefined) return found
  if (!canInstallChrome()) throw noChrome()
  board.line("No Chrome or Chromium was found: installing Debian's package chromium.")
  await part(board, 'chromium', async note => {
    await installChrome({ cwd: root, signal, note })
    return 'installed with apt-get'
  })
  const installed = findChrome()
  if (installed === undefined) throw noChrome()
  return installed
}

/**
 * @param {string} name
 * @param {Setting} setting
 * @param {(note: (text: string) => void) => Promise<string>} work
 */
async function exclusively(name, { board, signal }, work) {
  await part(board, name, note =>
    withLock(
      join(root, '.everfresh/setup.lock'),
      { signal, onWait: pid => note(`waiting for process ${pid}, which is setting up too`) },
      () => work(note),
    ),
  )
}

/**
 * @param {import('./lib/board.mjs').Board} board
 * @param {string} name
 * @param {(note: (text: string) => void) => Promise<string>} work Resolves to what the line says.
 */
async function part(board, name, work) {
  const { note, ready, failed } = board.begin(name)
  try {
    ready(await work(note))
  } catch (error) {
    failed('')
    throw error
  }
}
