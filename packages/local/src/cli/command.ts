import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Terminal } from './terminal.ts'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** A command line that cannot be understood; `message` is one sentence. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** One command of the CLI. */
export interface Command {
  readonly help: string
  /** Resolves to the exit code. Throws UsageError and LocalError. */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

type Parsed<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>

/** What a command is made of. */
export interface CommandSpec<Options extends OptionsConfig> {
  readonly name: string
  /** The words after the name, such as `[options]`. */
  readonly usage: string
  /** What `--help` shows below the usage. */
  readonly about: string
  readonly options: Options
  /** The most words, options apart. Default 0. */
  readonly words?: number
  readonly run: (call: {
    readonly values: Parsed<Options>['values']
    readonly words: readonly string[]
    readonly args: readonly string[]
    readonly terminal: Terminal
  }) => Promise<number>
}

/** Makes a command that reads its options strictly and answers `--help` itself. */
export function defineCommand<const Options extends OptionsConfig>(
  spec: CommandSpec<Options>,
): Command {
  const { name, usage, about, words = 0 } = spec
  const help = `everfresh-local ${`${name} ${usage}`.trim()}\n\n${about.trim()}\n`
  return {
    help,
    run: async (args, terminal) => {
      if (args.includes('--help') || args.includes('-h')) {
        terminal.out(help.trimEnd())
        return 0
      }
      const { values, positionals } = parse(name, spec.options, args)
      const surplus = positionals[words]
      if (surplus !== undefined) {
        throw new UsageError(
          `"${surplus}" is one word too many: everfresh-local ${name} --help shows what there is.`,
        )
      }
      return spec.run({ values, words: positionals, args, terminal })
    },
  }
}

function parse<Options extends OptionsConfig>(
  name: string,
  options: Options,
  args: readonly string[],
): Parsed<Options> {
  try {
    return parseArgs({ options, args: [...args], allowPositionals: true })
  } catch (error) {
    // Node's first sentence names the option; what follows is about its own syntax.
    const what = (error as Error).message.split('. ')[0]?.split('\n')[0]
    throw new UsageError(`${what}: everfresh-local ${name} --help shows what there is.`)
  }
}

/** Reads a port. Throws UsageError. */
export function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`)
}

/** Reads one of a few words. Throws UsageError. */
export function readChoice<const Choice extends string>(
  option: string,
  choices: readonly Choice[],
  text: string | undefined,
): Choice | undefined {
  const choice = choices.find(each => each === text)
  if (choice !== undefined || text === undefined) return choice
  throw new UsageError(`${option} takes one of ${choices.join(', ')}, not "${text}".`)
}
