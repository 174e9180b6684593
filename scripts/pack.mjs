import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { pack } from './lib/packages/pack.mjs'
import { requireNode } from './lib/require-node.mjs'
import { root } from './lib/root.mjs'
import { runTool } from './lib/tool.mjs'

requireNode()

// `npm run pack`: the tarballs of all packages, as `npm publish` would upload them.
void runTool(async ({ say, signal }) => {
  await build(root, signal)
  const tarballs = await pack(join(root, '.everfresh/tarballs'), signal)
  for (const { file } of tarballs) say(file)
  return true
})
