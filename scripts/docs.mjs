import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/docs/main.mjs').then(({ docs }) => docs())
