import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minimal } from '../../scripts/lib/packages/budgets.mjs'
import { bundle, bundleFrom } from '../../scripts/lib/packages/bundle.mjs'
import { entryFiles } from '../../scripts/lib/packages/entry-files.mjs'
import { pack } from '../../scripts/lib/packages/pack.mjs'
import { unpack } from '../../scripts/lib/packages/unpack.mjs'
import { install } from '../lib/install.mjs'

const VERSION = '1.13.9'
const CACHE_HELPERS = '@supabase-cache-helpers/postgrest-react-query'

/**
 * Bundles as the size tests do, whose code this is: from the packed tarballs. A size is the same each time: one round.
 *
 * @param {import('../lib/group.mjs').GroupContext} context
 * @returns {Promise<import('../lib/group.mjs').Rounds>}
 */
export async function measureBundles({ say, warn, signal, defer }) {
  const scratch = await mkdtemp(join(tmpdir(), 'everfresh-bundle-'))
  defer(() => rm(scratch, { recursive: true, force: true }))
  say('packs')
  const tarballs = await pack(join(scratch, 'tarballs'), signal)
  const packed = await unpack(tarballs, scratch, signal)
  const entries = entryFiles(folder => packed.find(one => one.folder === folder)?.unpacked ?? '')
  say('bundles')
  const core = await bundle(minimal.core.code, entries)
  const all = await bundle(minimal['core, supabase and react'].code, entries)
  say('installs and bundles cache-helpers')
  const baseline = await cacheHelpers(signal).catch(error => {
    warn(`no baseline: ${error.message}`)
    return null
  })
  return {
    'bundle-gzip-core': [{ ours: core.size, baseline }],
    'bundle-gzip-all': [{ ours: all.size, baseline }],
  }
}

/** @param {AbortSignal} signal */
async function cacheHelpers(signal) {
  const folder = await install('cache-helpers', { [CACHE_HELPERS]: VERSION }, signal)
  const code = `export { useQuery, useSubscription } from '${CACHE_HELPERS}'`
  return (await bundleFrom(folder, { code })).size
}
