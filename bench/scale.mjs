import { requireNode } from '../scripts/lib/require-node.mjs'

requireNode()
void import('./scale/main.mjs').then(({ scale }) => scale(process.argv.slice(2)))
