import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/fuzz/fuzz.mjs').then(({ fuzz }) => fuzz(process.argv.slice(2)))
