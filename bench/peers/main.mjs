import { runTool } from '../../scripts/lib/tool.mjs'
import { comparePeers } from './compare.mjs'

await runTool(host => comparePeers(process.argv.slice(2), host))
