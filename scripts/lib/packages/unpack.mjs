import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.mjs'
import { Failure } from '../failure.mjs'
import { root } from '../root.mjs'

/**
 * A tarball, and the folder that it was unpacked into.
 * @typedef {import('./pack.mjs').Tarball & { readonly unpacked: string }} Packed
 */

/**
 * Unpacks each tarball into a folder of its package's name.
 * @param {readonly import('./pack.mjs').Tarball[]} tarballs
 * @param {string} into
 * @param {AbortSignal} signal
 * @returns {Promise<readonly Packed[]>}
 */
export async function unpack(tarballs, into, signal) {
  /** @type {Packed[]} */
  const packed = []
  for (const { folder, file } of tarballs) {
    const unpacked = join(into, folder)
    await mkdir(unpacked, { recursive: true })
    const args = ['-xzf', file, '-C', unpacked, '--strip-components=1']
    const { code, output } = await run('tar', args, { cwd: root, signal })
    if (code !== 0) throw new Failure(`${file} cannot be unpacked.\n${output}`)
    packed.push({ folder, file, unpacked })
  }
  return packed
}
