import { main } from './main.ts'
import { systemTerminal } from './terminal.ts'

const code = await main(process.argv.slice(2), systemTerminal())
// Not left to end by itself: the Supabase client keeps a timer of 10 s for a channel that was left.
process.stdout.write('', () => process.exit(code))
