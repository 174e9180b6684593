import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { BackendStatus } from '../../inspect/status.ts'
import { endPrograms, programPath, runProgram } from '../../testing/program.ts'
import { cli, type Ran } from './run-cli.ts'

/** A folder with a project, and the program that serves it. */
export interface ServedProject {
  readonly projectDir: string
  readonly dataDir: string
  readonly server: ChildProcess
  readonly url: string
  /** Runs a command to its end in a process of its own, in the project's folder. */
  readonly spawned: (args: readonly string[]) => Promise<Ran>
  /** Runs a command on the project's data in this process. */
  readonly here: (args: readonly string[], input?: string) => Promise<Ran>
  readonly status: () => Promise<BackendStatus & { readonly running: boolean }>
}

/** One project and one backend for all tests of a file. */
export function prepareServedProject(): ServedProject {
  let projectDir: string
  let dataDir: string
  let server: ChildProcess
  let url: string
  beforeAll(async () => {
    projectDir = await mkdtemp(join(tmpdir(), 'everfresh-cli-'))
    dataDir = join(projectDir, '.everfresh', 'local')
    await mkdir(join(projectDir, 'supabase', 'migrations'), { recursive: true })
    await writeFile(
      join(projectDir, 'supabase', 'migrations', '1_notes.sql'),
      'create table public.notes (id int, body text); grant select on notes to anon;',
    )
    await writeFile(
      join(projectDir, 'supabase', 'seed.sql'),
      `insert into notes values (1, 'seed')`,
    )
    const program = runProgram(projectDir, ['--port', '0', '--log', '--faults'])
    server = program.child
    url = await program.ready()
    await program.printed(/Ctrl-C/)
  })
  afterAll(async () => {
    await endPrograms()
    await rm(projectDir, { recursive: true, force: true })
  })
  const here: ServedProject['here'] = ([command = '', ...args], input = '') =>
    cli([command, '--data', dataDir, ...args], input)
  return {
    get projectDir() {
      return projectDir
    },
    get dataDir() {
      return dataDir
    },
    get server() {
      return server
    },
    get url() {
      return url
    },
    spawned: args => spawned(args, projectDir),
    here,
    status: async () => JSON.parse((await here(['status', '--json'])).out) as never,
  }
}

function spawned(args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [programPath, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
    child.once('close', code => resolve({ code, ...said }))
  })
}
