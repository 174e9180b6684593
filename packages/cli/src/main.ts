import { errorText } from '@everfresh/core/diagnose'
import { Command, CommanderError } from 'commander'
import { doctorCommand } from './doctor/command.ts'
import { feedCommand } from './feed/command.ts'
import { hideCredentials } from './hide.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'
import { VERSION } from './version.ts'

const EXIT_FAILED = 1
const EXIT_MISUSED = 2

/**
 * Runs one command line and resolves to the exit code: what the command says, 2 when it was not
 * understood. Prints through `terminal` alone.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0
  const program = new Command('everfresh')
    .description("Everfresh's command line.")
    .version(VERSION, '--version', 'show the version')
    .helpOption('--help', 'show this')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.out(text.trimEnd()),
      writeErr: text => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(withoutValue(text.replace(/^error: /, ''))),
    })
  doctorCommand(program, terminal, end => (code = end))
  feedCommand(program, terminal, end => (code = end))
  try {
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_MISUSED
    if (error instanceof UsageError) {
      terminal.err(error.message)
      return EXIT_MISUSED
    }
    const unforeseen = error instanceof Error ? (error.stack ?? error.message) : errorText(error)
    terminal.err(hideCredentials(unforeseen))
    return EXIT_FAILED
  }
}

/** An option with a slip in its name may have a key as its value. */
function withoutValue(text: string): string {
  return hideCredentials(text.replace(/^(unknown option '[^=']*)=.*'/s, "$1'"))
}
