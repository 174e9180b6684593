import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/simulation/mutants.mjs').then(({ mutants }) => mutants(process.argv.slice(2)))
