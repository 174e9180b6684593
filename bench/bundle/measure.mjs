import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { pack } from '../../scripts/lib/packages/pack.mjs'
import { unpack } from '../../scripts/lib/packages/unpack.mjs'
import { root } from '../../scripts/lib/root.mjs'
import { install } from '../lib/install.mjs'

/** @typedef {typeof import('../../scripts/lib/packages/bundle.ts')} Bundling */
/** @typedef {typeof import('../../scripts/lib/packages/budgets.ts')} Budgets */

const VERSION = '1.13.9'
const CACHE_HELPERS = '@supabase-cache-helpers/postgrest-react-query'

/**
 * Bundles as the size tests do, whose code this is: from the packed tarballs. A size is the same each time: one round.
 *
 * @param {import('../lib/group.mjs').GroupContext} context
 * @returns {Promise<import('../lib/group.mjs').Rounds>}
 */
export async function measureBundles({ say, warn, signal, defer }) {
  const { bundle, bundleFrom } = /** @type {Bundling} */ (await load('bundle.ts'))
  const { minimal } = /** @type {Budgets} */ (await load('budgets.ts'))
  const scratch = await mkdtemp(join(tmpdir(), 'everfresh-bundle-'))
  defer(() => rm(scratch, { recursive: true, force: true }))
  say('packs')
  const tarballs = await pack(join(scratch, 'tarballs'), signal)
  const packed = await unpack(tarballs, scratch, signal)
  say('bundles')
  const core = await bundle(minimal.core.code, packed)
  const all = await bundle(minimal['core, supabase and react'].code, packed)
  say('installs and bundles cache-helpers')
  const baseline = await cacheHelpers(bundleFrom, signal).catch(error => {
    warn(`no baseline: ${error.message}`)
    return null
  })
  return {
    'bundle-gzip-core': [{ ours: core.size, baseline }],
    'bundle-gzip-all': [{ ours: all.size, baseline }],
  }
}

/** @param {string} name Of a file in TypeScript, which Node 20 cannot read itself. */
async function load(name) {
  return (await runnerImport(join(root, 'scripts/lib/packages', name))).module
}

/**
 * @param {Bundling['bundleFrom']} bundleFrom
 * @param {AbortSignal} signal
 */
async function cacheHelpers(bundleFrom, signal) {
  const folder = await install('cache-helpers', { [CACHE_HELPERS]: VERSION }, signal)
  const code = `export { useQuery, useSubscription } from '${CACHE_HELPERS}'`
  return (await bundleFrom(folder, { code })).size
}
