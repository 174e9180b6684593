import { spawn, type ChildProcess } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { commandAs, type Identity } from './identity.ts'

/** A program to start, and the file for its output. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly identity: Identity
  readonly log: string
  /** What becomes of what the file already holds. Default: it is thrown away. */
  readonly earlier?: 'kept'
}

const LINES_SHOWN = 3

/** Starts the program apart from our terminal, so that Ctrl-C reaches it through us, in our order. */
export async function start(program: Program): Promise<ChildProcess> {
  const { file, args, user } = commandAs(program.identity, program.file, program.args)
  const log = await open(program.log, program.earlier === 'kept' ? 'a' : 'w', 0o600)
  try {
    const child = spawn(file, args, {
      ...user,
      // A clean environment: PG* variables of the person's shell would change what the server does.
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    })
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    return child
  } finally {
    await log.close()
  }
}

/** Resolves with the exit code; a signal counts as 1. */
export function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve(child.exitCode ?? 1)
  }
  return new Promise(resolve => child.once('exit', code => resolve(code ?? 1)))
}

/** The lines around the last failure that a program wrote into its log, else its last lines, as one line. */
export async function lastWords(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '')
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const failure = lines.findLastIndex(line => /\b(FATAL|PANIC|error): /.test(line))
  const end = failure === -1 ? lines.length : failure + 2
  return lines.slice(Math.max(0, end - LINES_SHOWN), end).join(' | ')
}
