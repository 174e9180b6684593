import { parseArgs } from 'node:util'

export interface Options {
  readonly url: string
  readonly serviceKey: string
  /** Task, generation and link in commits of their own, with small gaps. Default: one transaction. */
  readonly separateCommits: boolean
  /** A rest before each picture, in milliseconds, so that a person sees it In Progress. Default 900. */
  readonly paceMs: number
  /** How many tasks are worked at a time. Default 2. */
  readonly concurrency: number
}

/** Something in the command line or the environment that the worker cannot start with. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads flags, then the environment. Throws {@link OptionError} with what is wrong and what to give. */
export function readOptions(args: readonly string[], env: Environment): Options {
  const flags = parseFlags(args)
  return {
    url: readUrl(env['SUPABASE_URL']),
    serviceKey: readKey(env['SUPABASE_SERVICE_ROLE_KEY']),
    separateCommits: flags['separate-commits'] ?? env['WORKER_SEPARATE_COMMITS'] === 'true',
    paceMs: readNumber('--pace', flags.pace ?? env['WORKER_PACE_MS'] ?? '900', [0, 60_000]),
    concurrency: readNumber(
      '--concurrency',
      flags.concurrency ?? env['WORKER_CONCURRENCY'] ?? '2',
      [1, 16],
    ),
  }
}

function parseFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'separate-commits': { type: 'boolean' },
        pace: { type: 'string' },
        concurrency: { type: 'string' },
      },
    })
    return values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OptionError(
      `${reason} The worker knows --separate-commits, --pace MS and --concurrency N.`,
    )
  }
}

function readUrl(value: string | undefined): string {
  const example = 'Set it to the address of the backend, such as http://127.0.0.1:54321.'
  if (value === undefined || value === '')
    throw new OptionError(`SUPABASE_URL is not set. ${example}`)
  if (!URL.canParse(value) || !/^https?:/i.test(value)) {
    throw new OptionError(`SUPABASE_URL is not a web address: "${value}". ${example}`)
  }
  return value.replace(/\/+$/, '')
}

function readKey(value: string | undefined): string {
  if (value !== undefined && value !== '') return value
  throw new OptionError(
    'SUPABASE_SERVICE_ROLE_KEY is not set. Set it to the service-role (secret) key of the backend.',
  )
}

function readNumber(name: string, text: string, [low, high]: readonly [number, number]): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value
  throw new OptionError(`${name} takes a whole number from ${low} to ${high}, not "${text}".`)
}
