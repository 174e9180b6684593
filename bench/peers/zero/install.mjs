import { join } from 'node:path'
import { Failure } from '../../../scripts/lib/failure.mjs'
import { installPinned } from '../install.mjs'

const VERSIONS = new URL('./versions.json', import.meta.url)
/** The oldest Node that Zero runs on, and the one that is installed where this process is older. */
const OLDEST_NODE = 22
const NODE_VERSION = '22.23.3'

/**
 * Installs Zero into a folder of its own, and a newer Node beside it where this one is too old. 400 to 500 MB. Rejects
 * with a `Failure` that says why when npm cannot.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<{ folder: string, node: string }>} `node`: the program that zero-cache runs on.
 */
export async function installZero(signal) {
  const isTooOld = Number(process.versions.node.split('.')[0]) < OLDEST_NODE
  const newer = isTooOld ? { [nodePackage()]: NODE_VERSION } : {}
  const folder = await installPinned('zero', VERSIONS, signal, newer)
  const node = isTooOld ? join(folder, 'node_modules', nodePackage(), 'bin/node') : process.execPath
  return { folder, node }
}

/** The npm package that holds Node's program for this machine. */
function nodePackage() {
  if (process.platform === 'linux') return `node-linux-${process.arch}`
  throw new Failure(
    `Zero needs Node ${OLDEST_NODE} or newer, and this is ${process.versions.node}. Run \`npm run bench -- --peers --zero\` with a newer Node.`,
  )
}
