import { parseArgs } from 'node:util'

/**
 * How a finished task is recorded. `transaction`: task, picture and link in one commit. `steps`: three
 * commits, in this order. `shuffled`: three commits in an order of chance, as far as the foreign keys
 * allow. A worker that is killed between two commits leaves the rest undone.
 */
export type CompletionStyle = 'transaction' | 'steps' | 'shuffled'

export interface Options {
  readonly url: string
  readonly serviceKey: string
  /** Default `transaction`. */
  readonly completion: CompletionStyle
  /** A rest before each picture, in milliseconds, so that a person sees it In Progress. Default 900. */
  readonly paceMs: number
  /** How many times faster than that: 2 halves the rests. From 0.01 to 1000; default 1. */
  readonly speed: number
  /** How many tasks are worked at a time. Default 2. */
  readonly concurrency: number
  /** The part of all tasks that fail on purpose, 0 (the default) to 1. */
  readonly failureRate: number
  /** Another seed lets other tasks fail. Default 1. */
  readonly failureSeed: number
  /**
   * After how many seconds without a sign of life the task of a worker is put back; default 30. All
   * workers of one backend take the same: the shortest counts, and each gives a sign in a quarter of its own.
   */
  readonly orphanAfterS: number
}

/** Something in the command line or the environment that the worker cannot start with. */
export class OptionError extends Error {
  override readonly name = 'OptionError'
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads flags, then the environment. Throws {@link OptionError} with what is wrong and what to give. */
export function readOptions(args: readonly string[], env: Environment): Options {
  const flags = parseFlags(args)
  const number = (flag: NumberFlag): number => readNumber(flag, flags[flag], env)
  return {
    url: readUrl(env['SUPABASE_URL']),
    serviceKey: readKey(env['SUPABASE_SERVICE_ROLE_KEY']),
    completion: readCompletion(flags, env),
    paceMs: number('pace'),
    speed: number('speed'),
    concurrency: number('concurrency'),
    failureRate: number('failure-rate'),
    failureSeed: number('failure-seed'),
    orphanAfterS: number('orphan-after'),
  }
}

interface NumberRule {
  readonly variable: string
  readonly default: string
  readonly range: readonly [low: number, high: number]
  readonly whole: boolean
}

const numbers = {
  pace: { variable: 'WORKER_PACE_MS', default: '900', range: [0, 60_000], whole: true },
  speed: { variable: 'WORKER_SPEED', default: '1', range: [0.01, 1000], whole: false },
  concurrency: { variable: 'WORKER_CONCURRENCY', default: '2', range: [1, 16], whole: true },
  'failure-rate': { variable: 'WORKER_FAILURE_RATE', default: '0', range: [0, 1], whole: false },
  'failure-seed': {
    variable: 'WORKER_FAILURE_SEED',
    default: '1',
    range: [0, 1_000_000],
    whole: true,
  },
  'orphan-after': {
    variable: 'WORKER_ORPHAN_AFTER_S',
    default: '30',
    range: [1, 600],
    whole: true,
  },
} as const satisfies Record<string, NumberRule>

type NumberFlag = keyof typeof numbers

const text = { type: 'string' } as const
const known = {
  completion: text,
  'separate-commits': { type: 'boolean' },
  pace: text,
  speed: text,
  concurrency: text,
  'failure-rate': text,
  'failure-seed': text,
  'orphan-after': text,
} as const

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const names = Object.keys(known).map(name => `--${name}`)
    throw new OptionError(`${reason} The worker knows ${names.join(', ')}.`)
  }
}

const styles: readonly CompletionStyle[] = ['transaction', 'steps', 'shuffled']

function readCompletion(
  flags: { readonly completion?: string; readonly 'separate-commits'?: boolean },
  env: Environment,
): CompletionStyle {
  const separate =
    flags['separate-commits'] ??
    (flags.completion === undefined && env['WORKER_SEPARATE_COMMITS'] === 'true')
  const [name, value] =
    flags.completion !== undefined
      ? ['--completion', flags.completion]
      : ['WORKER_COMPLETION', env['WORKER_COMPLETION'] ?? (separate ? 'steps' : 'transaction')]
  const style = styles.find(known => known === value)
  if (style === undefined) {
    throw new OptionError(`${name} takes transaction, steps or shuffled, not "${value}".`)
  }
  if (separate && style === 'transaction') {
    throw new OptionError(
      `${name} says transaction, and --separate-commits the opposite. Leave one of them out.`,
    )
  }
  return style
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

function readNumber(flag: NumberFlag, given: string | undefined, env: Environment): number {
  const rule: NumberRule = numbers[flag]
  const name = given === undefined ? rule.variable : `--${flag}`
  const written = given ?? env[rule.variable] ?? rule.default
  const value = Number(written)
  const [low, high] = rule.range
  const fits = written.trim() !== '' && value >= low && value <= high
  if (fits && (!rule.whole || Number.isInteger(value))) return value
  throw new OptionError(
    `${name} takes a ${rule.whole ? 'whole ' : ''}number from ${low} to ${high}, not "${written}".`,
  )
}
