// Runs on every Node that knows modules: no syntax and no import newer than Node 12.
import { readFileSync } from 'node:fs'

/** Ends the process with one sentence when this Node is older than package.json's `engines` asks. */
export function requireNode() {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const wanted = manifest.engines.node.replace(/^>=/, '')
  if (!isOlder(process.versions.node, wanted)) return
  process.stderr.write(
    `Everfresh needs Node ${wanted} or newer, and this is Node ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and run the command again.\n',
  )
  process.exit(1)
}

/**
 * @param {string} version
 * @param {string} wanted
 */
function isOlder(version, wanted) {
  const have = version.split('.').map(Number)
  const need = wanted.split('.').map(Number)
  const differs = need.findIndex((part, i) => part !== have[i])
  return differs !== -1 && Number(have[differs]) < Number(need[differs])
}
