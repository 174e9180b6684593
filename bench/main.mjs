import { requireNode } from '../scripts/lib/require-node.mjs'

requireNode()
void import('./lib/bench.mjs').then(({ bench }) => bench(process.argv.slice(2)))
