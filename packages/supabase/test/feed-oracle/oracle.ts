import { chanceOf } from '../../../core/test/sim/chance.ts'
import type { PostgresVersion } from '../../../local/src/testing/postgres-versions.ts'
import type { Kind, Reasons } from './judge.ts'
import { Round, type RoundPlan } from './round.ts'
import { startServer } from './server.ts'
import { copyWorld, dropWorld, makeWorld } from './world.ts'

/** Which rounds to play, and on what. */
export interface OracleOptions {
  readonly version: PostgresVersion
  /** The kit's files. */
  readonly kit: ReadonlyMap<string, string>
  readonly rounds: Iterable<RoundPlan>
  /** Is told of each round. */
  readonly onRound?: (plan: RoundPlan, wrong: string | undefined) => void
}

/** What came of all rounds. */
export interface OracleReport {
  /** What went wrong first, and how to see it again; undefined: nothing. */
  readonly wrong: string | undefined
  readonly rounds: number
  readonly statements: number
  readonly lost: number
  readonly emptied: number
  /** How many answers there were in the rounds of a kind, by their reason; '' were complete. */
  readonly answers: ReadonlyMap<Kind, Reasons>
}

const KINDS = [
  'calm',
  'calm',
  'rotation',
  'rotation',
  'holes',
  'crash',
  'crash',
  'restart',
  'restore',
] as const

/** The round that a seed stands for. */
export function planOf(seed: number, kind?: Kind): RoundPlan {
  const chance = chanceOf(seed, 'plan')
  const [drawn, steps] = [chance.pick(KINDS), chance.between(200, 1_200)]
  return { seed, kind: kind ?? drawn, steps }
}

/** Plays rounds, each in a database of its own on one server, until one goes wrong. */
export async function playRounds(options: OracleOptions): Promise<OracleReport> {
  const { version, kit, rounds, onRound } = options
  const server = await startServer(version)
  try {
    await makeWorld(server, 'world', kit)
    const answers = new Map<Kind, Reasons>()
    const sum = { rounds: 0, statements: 0, lost: 0, emptied: 0 }
    for (const plan of rounds) {
      sum.rounds += 1
      const name = `round_${sum.rounds}`
      await copyWorld(server, name, 'world')
      const { wrong, ...report } = await new Round(server, name, plan).play()
      sum.statements += report.statements
      sum.lost += report.lost
      sum.emptied += report.emptied
      const all = answers.get(plan.kind) ?? new Map<string, number>()
      answers.set(plan.kind, all)
      for (const [reason, count] of report.answers) all.set(reason, (all.get(reason) ?? 0) + count)
      onRound?.(plan, wrong)
      if (wrong !== undefined)
        return { ...sum, answers, wrong: `${wrong}\n  ${commandOf(version, plan)}` }
      await dropWorld(server, name)
    }
    return { ...sum, answers, wrong: undefined }
  } finally {
    await server.stop()
  }
}

function commandOf(version: PostgresVersion, { seed, kind, steps }: RoundPlan): string {
  return `npm run feed:oracle -- --postgres ${version} --rounds 1 --seed ${seed} --kind ${kind} --steps ${steps}`
}
