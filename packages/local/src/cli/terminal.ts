import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'

/** What a command speaks and listens through. */
export interface Terminal {
  /** What was asked for; a line end is added. */
  out(text: string): void
  /** What went wrong or is beside the point; a line end is added. */
  err(text: string): void
  /** Whether a person can be asked. */
  readonly isInteractive: boolean
  /** Asks a person; anything but yes is no. */
  confirm(question: string): Promise<boolean>
  /** Everything that is piped in. */
  input(): Promise<string>
}

/** The terminal of this process. */
export function systemTerminal(): Terminal {
  // Whoever read the output has read enough, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    out: line => void process.stdout.write(`${line}\n`),
    err: line => void process.stderr.write(`${line}\n`),
    isInteractive: process.stdin.isTTY && process.stdout.isTTY,
    confirm: async question => {
      const asker = createInterface({ input: process.stdin, output: process.stdout })
      const answer = await asker.question(`${question} [y/N] `)
      asker.close()
      return /^y(es)?$/i.test(answer.trim())
    },
    input: () => text(process.stdin),
  }
}
