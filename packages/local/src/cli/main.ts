import { PURPOSE, VERSION } from '../about.ts'
import { LocalError } from '../local-error.ts'
import { UsageError, type Command } from './command.ts'
import { NotRunning } from './find-backend.ts'
import type { Terminal } from './terminal.ts'

/** Loaded when it is wanted: half of them need no server, and are quicker without one. */
interface Entry {
  readonly summary: string
  readonly load: () => Promise<Command>
}

const start: Entry = {
  summary: 'start the backend (also without a command)',
  load: async () => (await import('./start.ts')).start,
}
const COMMANDS: Readonly<Record<string, Entry>> = {
  start,
  stop: {
    summary: 'stop the backend that runs; the data stays',
    load: async () => (await import('./stop.ts')).stop,
  },
  status: {
    summary: 'show the backend that runs: addresses, keys, migrations, sockets, faults',
    load: async () => (await import('./status.ts')).status,
  },
  reset: {
    summary: 'delete the data, and apply migrations and seed anew',
    load: async () => (await import('./reset.ts')).reset,
  },
  sql: {
    summary: "run SQL as the database's owner",
    load: async () => (await import('./sql.ts')).sql,
  },
  faults: {
    summary: 'break the running backend on purpose, and mend it',
    load: async () => (await import('./faults.ts')).faults,
  },
  env: {
    summary: 'print SUPABASE_URL, the keys and DATABASE_URL for other programs',
    load: async () => (await import('./env.ts')).env,
  },
}

const EXIT_FAILED = 1
const EXIT_MISUSED = 2
const EXIT_NOT_RUNNING = 3

/**
 * Runs one command line and resolves to the exit code: 0, 1 when it failed, 2 when it was not
 * understood, 3 when no backend runs that it needs. Without a command it is `start`.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await run(args, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(error.message)
      return EXIT_MISUSED
    }
    if (error instanceof NotRunning) {
      terminal.err(error.message)
      return EXIT_NOT_RUNNING
    }
    if (error instanceof LocalError) {
      terminal.err(error.message)
      return error.code === 'bad-option' ? EXIT_MISUSED : EXIT_FAILED
    }
    terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return EXIT_FAILED
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = args
  if (first === '--version') {
    terminal.out(VERSION)
    return 0
  }
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) {
    terminal.out(await overview())
    return 0
  }
  if (first === 'help') return run([...rest, '--help'], terminal)
  if (first === undefined || first.startsWith('-')) return (await start.load()).run(args, terminal)
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined
  if (command === undefined) {
    const known = Object.keys(COMMANDS).join(', ')
    throw new UsageError(`There is no command "${first}": choose from ${known}.`)
  }
  return (await command.load()).run(rest, terminal)
}

async function overview(): Promise<string> {
  const { help } = await start.load()
  const commands = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(8)}${summary}`,
  )
  return [
    PURPOSE,
    '',
    'everfresh-local [command] [options]',
    '',
    ...commands,
    '',
    'everfresh-local <command> --help shows its options. Without a command it is start:',
    '',
    help.split('\n').slice(2).join('\n').trimEnd(),
    '  --version         show the version',
  ].join('\n')
}
