import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The command line program, run as a process of its own. */
export interface Program {
  readonly child: ChildProcess
  /** Everything it has printed so far. */
  output(): string
  /** Its exit code; null when a signal ended it. */
  readonly code: Promise<number | null>
  /** Resolves with what a pattern finds in its output, as soon as it does; rejects with all of it when it has ended. */
  printed(pattern: RegExp): Promise<string>
  /** Resolves with its address when it serves; rejects with what it printed when it ended before. */
  ready(): Promise<string>
}

/** The built `everfresh-local`. */
export const programPath: string = join(import.meta.dirname, '../../dist/cli.js')

const started = new Set<ChildProcess>()

/** Runs the built `everfresh-local` in a folder. {@link endPrograms} ends it at the latest. */
export function runProgram(cwd: string, args: readonly string[]): Program {
  const child = spawn(process.execPath, [programPath, ...args], { cwd })
  started.add(child)
  let output = ''
  const take = (data: Buffer): void => {
    output += data.toString()
    child.emit('printed')
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const code = once(child, 'close').then(([exit]) => {
    started.delete(child)
    return exit as number | null
  })
  const printed = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output)?.[0]
      if (found !== undefined) return found
      const ended = code.then(() => Promise.reject(new Error(`It ended with: ${output}`)))
      await Promise.race([once(child, 'printed'), ended])
    }
  }
  const ready = (): Promise<string> => printed(/http:\/\/127\.0\.0\.1:\d+/)
  return { child, output: () => output, code, printed, ready }
}

/** Kills what still runs, and waits until it is gone. */
export async function endPrograms(): Promise<void> {
  for (const child of started) child.kill('SIGTERM')
  await Promise.all([...started].map(child => once(child, 'close')))
}
