import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/feed-oracle/oracle.mjs').then(({ oracle }) => oracle(process.argv.slice(2)))
