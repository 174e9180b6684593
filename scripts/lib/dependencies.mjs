import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './failure.mjs'
import { npmCi } from './npm.mjs'

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 */

/** @typedef {Record<string, LockedPackage>} Packages */

/**
 * Whether node_modules holds what package-lock.json names. npm writes its own list last, so a
 * half-finished installation has none.
 * @param {string} root
 * @returns {boolean}
 */
export function dependenciesMatch(root) {
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'))
  if (installed === undefined) return false
  return needed(root).every(([path, wanted]) => {
    const found = installed[path]
    return (
      found !== undefined &&
      found.version === wanted.version &&
      found.integrity === wanted.integrity &&
      existsSync(join(root, path, 'package.json'))
    )
  })
}

/**
 * Runs `npm ci`, saying how far it is.
 * @param {string} root
 * @param {{ signal: AbortSignal, note: (text: string) => void }} options
 */
export async function installDependencies(root, { signal, note }) {
  const paths = needed(root).map(([path]) => join(root, path, 'package.json'))
  const ticker = setInterval(() => {
    const here = paths.filter(path => existsSync(path)).length
    note(`${here} of ${paths.length} packages`)
  }, 500)
  try {
    await npmCi(root, signal)
  } finally {
    clearInterval(ticker)
  }
}

/**
 * The packages of the lock file that this machine must have. An optional package for another
 * platform is not missed; nor is one without a platform, which npm leaves out together with the
 * packages that alone want it.
 * @param {string} root
 * @returns {Array<[string, LockedPackage]>}
 */
function needed(root) {
  const locked = readPackages(join(root, 'package-lock.json'))
  if (locked === undefined) {
    throw new Failure(
      `package-lock.json is missing or damaged in ${root}. Get it back with \`git checkout -- package-lock.json\` and run the command again.`,
    )
  }
  return Object.entries(locked).filter(
    ([path, entry]) =>
      path.includes('node_modules/') && (!entry.optional || (isNative(entry) && fits(entry))),
  )
}

/** @param {LockedPackage} entry */
function isNative({ os, cpu }) {
  return os !== undefined || cpu !== undefined
}

/** @param {LockedPackage} entry */
function fits({ os, cpu, libc }) {
  return (
    allows(os, process.platform) &&
    allows(cpu, process.arch) &&
    (process.platform !== 'linux' || allows(libc, libcOfThisMachine()))
  )
}

/**
 * @param {readonly string[] | undefined} list `!x` stands for all but x.
 * @param {string} value
 */
function allows(list, value) {
  if (list === undefined) return true
  if (list.includes(`!${value}`)) return false
  return list.includes(value) || list.every(item => item.startsWith('!'))
}

/** @type {'musl' | 'glibc' | undefined} */
let libcKnown

function libcOfThisMachine() {
  libcKnown ??= 'glibcVersionRuntime' in reportHeader() ? 'glibc' : 'musl'
  return libcKnown
}

function reportHeader() {
  return /** @type {{ header: object }} */ (process.report.getReport()).header
}

/**
 * @param {string} file
 * @returns {Packages | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
