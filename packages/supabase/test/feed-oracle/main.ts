import type { PostgresVersion } from '../../../local/src/testing/postgres-versions.ts'
import { kitFiles } from '../kit.ts'
import type { Kind } from './judge.ts'
import { planOf, playRounds, type OracleReport } from './oracle.ts'
import type { RoundPlan } from './round.ts'

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
  /** The kind of round that shows it. */
  readonly kind: Kind
}

/** Plays rounds on each version, and tells what came of it. True when nothing went wrong. */
export async function play(options: PlayOptions, { sql, say, signal }: Host): Promise<boolean> {
  const kit = kitFiles(sql)
  for (const version of options.versions) {
    const rounds = plans(options, signal)
    const report = await playRounds({ version, kit, rounds })
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
  for (const { bug, kit: sick } of kits) {
    const drawn = {
      ...options,
      rounds: ROUNDS_FOR_A_MUTANT,
      steps: STEPS_FOR_A_MUTANT,
      kind: bug.kind,
    }
    const rounds = plans({ ...drawn, seconds: Infinity }, signal)
    const report = await playRounds({ version, kit: sick, rounds })
    signal.throwIfAborted()
    if (report.wrong === undefined) alive += 1
    const found = report.wrong?.split('\n')[0] ?? 'SURVIVES'
    say(`${report.wrong === undefined ? '✗' : '✓'} ${bug.name}: ${found} (round ${report.rounds})`)
  }
  say(`\n${bugs.length} bugs, ${bugs.length - alive} found, ${alive} survive`)
  return alive === 0
}

function* plans(
  { seed, seconds, rounds = Infinity, kind, steps }: PlayOptions,
  signal: AbortSignal,
): Generator<RoundPlan> {
  const until = Date.now() + seconds * 1_000
  for (let at = 0; at < rounds && Date.now() < until && !signal.aborted; at += 1) {
    const plan = planOf(seed + at, kind)
    yield steps === undefined ? plan : { ...plan, steps }
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
