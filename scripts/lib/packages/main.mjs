import { join } from 'node:path'
import { build } from '../build.mjs'
import { root } from '../root.mjs'
import { runTool } from '../tool.mjs'
import { pack } from './pack.mjs'

/** `npm run pack`: the tarballs of all packages, as `npm publish` would upload them. */
export function packAll() {
  return runTool(async ({ say, signal }) => {
    await build(root, signal)
    const tarballs = await pack(join(root, '.everfresh/tarballs'), signal)
    for (const { file } of tarballs) say(file)
    return true
  })
}
