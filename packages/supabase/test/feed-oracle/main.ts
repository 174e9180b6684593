import type { PostgresVersion } from '../../../local/src/testing/postgres-versions.ts'
import { kitFiles } from '../kit.ts'
import type { Kind } from './judge.ts'
import { planOf, playRounds, type OracleReport } from './oracle.ts'
import type { RoundPlan } from './round.ts'
import { isScene, playScene, type Scene } from './scenes.ts'
import { startServer, type Server } from './server.ts'

/** What `npm run feed:oracle` plays. */
export interface PlayOptions {
  readonly versions: readonly PostgresVersion[]
  readonly seed: number
  readonly seconds: number
  readonly rounds?: number
  readonly kind?: Kind
  readonly steps?: number
}

interface Host {
  /** The folder of the kit. */
  readonly sql: URL
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** A bug to be found. */
interface Mutant {
  readonly name: string
  readonly file: string
  /** The kind of round, or the scene, that shows it. */
  readonly kind: Kind | Scene
}

/** Plays rounds on each version, and tells what came of it. True when nothing went wrong. */
export async function play(options: PlayOptions, { sql, say, signal }: Host): Promise<boolean> {
  const kit = kitFiles(sql)
  for (const version of options.versions) {
    const rounds = plans(options, signal)
    const report = await onServer(version, server => playRounds(server, { kit, rounds }))
    say(summary(version, report))
    if (report.wrong !== undefined) return false
  }
  return true
}

const ROUNDS_FOR_A_MUTANT = 8
const STEPS_FOR_A_MUTANT = 500

/** Plants each bug in turn. True when all are found. */
export async function plant<Bug extends Mutant>(
  options: PlayOptions,
  { sql, say, signal }: Host,
  bugs: readonly Bug[],
  planting: (bug: Bug, before: string) => string,
): Promise<boolean> {
  const kit = kitFiles(sql)
  const version = options.versions.at(-1) ?? 17
  const kits = bugs.map(bug => {
    const text = planting(bug, kit.get(bug.file) ?? '')
    return { bug, kit: new Map([...kit, [bug.file, text]]) }
  })
  let alive = 0
  await onServer(version, async server => {
    for (const { bug, kit: sick } of kits) {
      const wrong = await wrongWith(server, sick, bug, plan =>
        plans({ ...options, ...plan }, signal),
      )
      signal.throwIfAborted()
      if (wrong === undefined) alive += 1
      say(`${wrong === undefined ? '✗' : '✓'} ${bug.name}: ${wrong ?? 'SURVIVES'}`)
    }
  })
  say(
    alive === 0
      ? `\n${bugs.length} bugs, all caught`
      : `\n${bugs.length} bugs, ${bugs.length - alive} caught, ${alive} survive`,
  )
  return alive === 0
}

/** What shows the bug. */
async function wrongWith(
  server: Server,
  kit: ReadonlyMap<string, string>,
  { kind }: Mutant,
  draw: (options: Partial<PlayOptions>) => Iterable<readonly [RoundPlan]>,
): Promise<string | undefined> {
  if (isScene(kind)) return playScene(server, kit, kind)
  const rounds = draw({
    rounds: ROUNDS_FOR_A_MUTANT,
    steps: STEPS_FOR_A_MUTANT,
    seconds: Infinity,
    kind,
  })
  const report = await playRounds(server, { kit, rounds })
  return report.wrong && `${report.wrong.split('\n')[0]} (round ${report.rounds})`
}

async function onServer<Result>(
  version: PostgresVersion,
  work: (server: Server) => Promise<Result>,
): Promise<Result> {
  const server = await startServer(version)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

function* plans(
  { seed, seconds, rounds = Infinity, kind, steps }: PlayOptions,
  signal: AbortSignal,
): Generator<readonly [RoundPlan]> {
  const until = Date.now() + seconds * 1_000
  for (let at = 0; at < rounds && Date.now() < until && !signal.aborted; at += 1) {
    const plan = planOf(seed + at, kind)
    yield [steps === undefined ? plan : { ...plan, steps }]
  }
}

function summary(version: PostgresVersion, report: OracleReport): string {
  const answers = [...report.answers].map(([kind, reasons]) => {
    const counts = [...reasons].map(
      ([reason, count]) => `${count} ${reason === '' ? 'complete' : reason}`,
    )
    return `  ${kind.padEnd(8)} ${counts.toSorted().join(', ')}`
  })
  const done = `${report.rounds} rounds, ${report.statements} statements, ${report.lost} of them lost in crashes, ${report.emptied} tables emptied`
  const wrong = report.wrong === undefined ? [] : [`✗ ${report.wrong}`]
  return [`PostgreSQL ${version}: ${done}`, ...answers, ...wrong].join('\n')
}
