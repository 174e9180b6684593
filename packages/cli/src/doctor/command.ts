import type { Command } from 'commander'
import { hideKeys } from '../hide.ts'
import { readEnvFile } from '../read-env-file.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { exitCodeOf, EXIT_STOPPED } from './exit-code.ts'
import { reportOf } from './json.ts'
import { header, printExplained, printFindings, printRow, summary } from './print.ts'
import { keysOf, readTarget, type DoctorOptions } from './read-target.ts'
import type { Target } from './target.ts'
import { VARIABLES } from './variables.ts'

interface Options extends DoctorOptions {
  readonly role: string
  readonly public?: boolean
  readonly envFile?: string
  readonly json?: boolean
  readonly strict?: boolean
}

const HELP = `
What is not given is taken from the environment, the first that is set:
  --url    ${VARIABLES.url.slice(0, 2).join(', ')}
  --key    ${VARIABLES.key.slice(0, 3).join(', ')}, …
  --token  ${VARIABLES.token.join(', ')}
  --db     ${VARIABLES.db.join(', ')}
also with NEXT_PUBLIC_, EXPO_PUBLIC_ and PUBLIC_ before them. Keys, tokens and
passwords are never printed.

Exit code 0: no errors; 1: errors (with --strict warnings too); 2: the command
line was not understood, or nothing could be checked.

  npx everfresh doctor --env-file .env.local --tables tasks,projects
  npx everfresh doctor --migrations supabase/migrations --strict   # in CI`

/** Adds `doctor` to the program. `ends` is told the exit code. */
export function doctorCommand(
  program: Command,
  terminal: Terminal,
  ends: (code: number) => void,
): void {
  program
    .command('doctor')
    .summary('examine a Supabase project for what keeps changes from arriving')
    .description(
      'Examines a Supabase project, hosted or local, for what keeps changes from arriving, and prints the SQL that mends it. It changes nothing, unless --canary is given.',
    )
    .helpOption('--help', 'show this')
    .option('--url <url>', 'the address that createClient is given')
    .option('--key <key>', 'the publishable (or anon) key that the app has')
    .option('--token <jwt>', "a user's access token: to look as that user does")
    .option('--db <url>', 'postgres://…: read its catalogue')
    .option('--migrations <dir>', 'instead: apply these to a throw-away PostgreSQL')
    .option('--tables <names>', 'what the app listens to: a,b,public.c')
    .option('--config <file>', 'the same as JSON, with filters (everfresh.json)')
    .option('--role <role>', 'the role of the app’s users: authenticated or anon', 'authenticated')
    .option('--public', 'the app’s channels are public (private: false)')
    .option('--topic <name>', 'a private channel to join, with --token')
    .option('--canary [s]', 'write a row in a table of its own, wait for it (75 s), drop the table')
    .option('--env-file <file>', 'read variables from a file first')
    .option('--json', 'one JSON document, for programs')
    .option('--strict', 'warnings count as errors')
    .option('--timeout <s>', 'seconds that one check waits at most (20)')
    .addHelpText('after', HELP)
    .action(async (options: Options) => ends(await doctor(options, terminal)))
}

async function doctor(options: Options, terminal: Terminal): Promise<number> {
  readEnvFile(options.envFile)
  if (options.role !== 'authenticated' && options.role !== 'anon') {
    throw new UsageError(`--role takes authenticated or anon, not "${options.role}".`)
  }
  const target = readTarget(options, process.env)
  const isForPeople = options.json !== true
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  if (leavesSomething(target)) for (const signal of SIGNALS) process.once(signal, onSignal)
  if (isForPeople) terminal.out(header(target, terminal))
  // Not before it is wanted: whoever asks for help waits for no database driver.
  const { examine } = await import('./examine.ts')
  const examination = await examine({
    target,
    listener: { role: options.role, isPrivate: options.public !== true },
    stop: stop.signal,
    hide: hideKeys(keysOf(target)),
    report: {
      begins: title => isForPeople && terminal.progress(`… ${title}`),
      ends: check => isForPeople && terminal.out(printRow(check, terminal)),
      explains: text => isForPeople && terminal.out(printExplained(text)),
    },
  })
  if (!isForPeople) terminal.out(JSON.stringify(reportOf(examination), null, 2))
  else {
    const findings = printFindings(examination.checks, terminal)
    if (findings !== '') terminal.out(findings)
    terminal.out(summary(examination.checks, terminal))
  }
  for (const signal of SIGNALS) process.off(signal, onSignal)
  if (stop.signal.aborted) return EXIT_STOPPED
  return exitCodeOf(examination.checks, options.strict === true)
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Whether a canary has to be caught, or a PostgreSQL to be stopped, before the process ends. */
function leavesSomething({ canary, database }: Target): boolean {
  return canary !== undefined || database.kind === 'migrations'
}
