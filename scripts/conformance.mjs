import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/conformance/main.mjs').then(({ conformance }) =>
  conformance(process.argv.slice(2)),
)
