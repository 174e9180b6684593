import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/simulation/soak.mjs').then(({ soak }) => soak(process.argv.slice(2)))
