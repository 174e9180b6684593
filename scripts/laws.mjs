import { laws } from './lib/laws/main.mjs'

await laws(process.argv.slice(2))
