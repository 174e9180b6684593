import { requireNode } from '../scripts/lib/require-node.mjs'

requireNode()
void import('./lib/check.mjs').then(({ check }) => check(process.argv.slice(2)))
