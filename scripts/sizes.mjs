import { requireNode } from './lib/require-node.mjs'

requireNode()
void import('./lib/packages/sizes.mjs').then(({ sizes }) => sizes())
