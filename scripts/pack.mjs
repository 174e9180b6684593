import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/packages/main.mjs').then(({ packAll }) => packAll())
