import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../command.mjs'
import { npmCommand } from '../npm.mjs'
import { root } from '../root.mjs'
import type { Packed } from './unpack.mjs'

/** A project of somebody who has never seen this repository. */
export interface Stranger {
  readonly folder: string
  /** Runs a program that npm installed there to its end; throws with what it said when it fails. */
  readonly run: (program: string, ...args: readonly string[]) => Promise<string>
  /** Starts one that goes on, and waits until it says `sign`; returns what that captures. */
  readonly start: (program: string, args: readonly string[], sign: RegExp) => Promise<string>
  /** Ends what was started, and removes the folder. */
  readonly leave: () => Promise<void>
}

/** As on a machine where no test runs: what is built there reads NODE_ENV. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, ...env } = process.env
  return { ...env, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' }
}

/** Copies examples/`name` out of the repository, and installs the packed packages there, as npm would. */
export async function strangerWith(name: string, packed: readonly Packed[]): Promise<Stranger> {
  const folder = await mkdtemp(join(tmpdir(), `everfresh-${name}-`))
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  await cp(join(root, 'examples', name), folder, {
    recursive: true,
    filter: path => !/node_modules|dist|\.everfresh/.test(path.slice(root.length)),
  })
  const done = async (command: string, args: readonly string[]): Promise<string> => {
    const { signal } = new AbortController()
    const { code, output } = await run(command, args, { cwd: folder, env: environment(), signal })
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}.\n${output}`)
    return output
  }
  const leave = async (): Promise<void> => {
    for (const end of ends) await end()
  }
  const [npm, before] = npmCommand(process.env)
  await done(npm, [
    ...before,
    'install',
    '--no-save',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...packed.map(({ file }) => file),
  ]).catch(async (error: unknown) => {
    await leave()
    throw error
  })
  const installed = (program: string): string => join(folder, 'node_modules/.bin', program)
  return {
    folder,
    run: (program, ...args) => done(installed(program), args),
    start: async (program, args, sign) => {
      const child = spawn(installed(program), args, {
        cwd: folder,
        env: environment(),
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise(resolve => child.once('exit', resolve).once('error', resolve))
      ends.unshift(() => {
        child.kill('SIGTERM')
        return ended
      })
      return new Promise((resolve, reject) => {
        let said = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          said += text
          const match = sign.exec(said)
          if (match !== null) resolve(match[1] ?? '')
        })
        child.on('error', reject)
        child.on('exit', () => reject(new Error(`${program} has ended. It said: ${said}`)))
      })
    },
    leave,
  }
}
