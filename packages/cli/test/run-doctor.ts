import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { DoctorReport } from '../src/index.ts'

const program = join(import.meta.dirname, '../bin/everfresh.js')

/** How a run of the real program ended, and all that it said. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A run that goes on. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ran>
}

/** Where a run happens. Nothing of the test's own environment reaches it. */
export interface Place {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly node?: readonly string[]
}

/** Starts `everfresh` as a process of its own. */
export function start(args: readonly string[], { env = {}, cwd, node = [] }: Place = {}): Running {
  const child = spawn(process.execPath, [...node, program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
  const ended = new Promise<Ran>(resolve =>
    child.once('close', code => resolve({ code, out: said.out, err: withoutNotice(said.err) })),
  )
  return { child, ended }
}

/** The Supabase client says on Node 20 that it would like a newer one. */
function withoutNotice(err: string): string {
  return err.replace(/^.*Node\.js 20 and below are deprecated.*\n/m, '')
}

export function doctor(args: readonly string[], place?: Place): Promise<Ran> {
  return start(['doctor', ...args], place).ended
}

/** What was printed, without regard to where lines end. */
export const flat = (out: string): string => out.replaceAll(/\s+/g, ' ')

/** A run's report, for programs. */
export async function report(
  args: readonly string[],
  place?: Place,
): Promise<DoctorReport & { readonly code: number | null }> {
  const { code, out } = await doctor([...args, '--json'], place)
  return { ...(JSON.parse(out) as DoctorReport), code }
}

/** Checks that are not well, and what each found. */
export function troubles({ checks }: DoctorReport): Readonly<Record<string, readonly string[]>> {
  const sick = checks.filter(({ state }) => state === 'error' || state === 'warning')
  return Object.fromEntries(sick.map(({ id, findings }) => [id, findings]))
}

/** The SQL of every finding, in order. */
export function sqlOf({ findings }: DoctorReport): readonly string[] {
  return findings.flatMap(({ sql }) => (sql === undefined ? [] : [sql]))
}
