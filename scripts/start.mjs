import { requireNode } from './lib/require-node.mjs'

requireNode()
// Loaded after the check, since an old Node could not even read it.
void import('./lib/start/main.mjs').then(({ start }) => start(process.argv.slice(2)))
