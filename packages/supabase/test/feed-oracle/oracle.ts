import { chanceOf } from '../../../core/test/sim/chance.ts'
import type { PostgresVersion } from '../../../local/src/testing/postgres-versions.ts'
import type { Kind, Reasons } from './judge.ts'
import { Stage, type RoundPlan } from './round.ts'
import type { Server } from './server.ts'
import { copyWorld, dropWorld, makeWorld } from './world.ts'

/** Which rounds to play. */
export interface OracleOptions {
  /** The kit's files. */
  readonly kit: ReadonlyMap<string, string>
  /** Those of a list share a database, and its sessions: what is fresh costs more than what happens in it. */
  readonly rounds: Iterable<readonly [RoundPlan, ...RoundPlan[]]>
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

/** Plays rounds until one goes wrong. */
export async function playRounds(server: Server, options: OracleOptions): Promise<OracleReport> {
  const { kit, rounds, onRound } = options
  const answers = new Map<Kind, Reasons>()
  const sum = { rounds: 0, statements: 0, lost: 0, emptied: 0 }
  const playOne = async (stage: Stage, plan: RoundPlan): Promise<string | undefined> => {
    const { wrong, ...report } = await stage.play(plan)
    sum.rounds += 1
    sum.statements += report.statements
    sum.lost += report.lost
    sum.emptied += report.emptied
    const all = answers.get(plan.kind) ?? new Map<string, number>()
    answers.set(plan.kind, all)
    for (const [reason, count] of report.answers) all.set(reason, (all.get(reason) ?? 0) + count)
    onRound?.(plan, wrong)
    return wrong === undefined ? undefined : `${wrong}\n  ${commandOf(server.version, plan)}`
  }
  let wrong: string | undefined
  await makeWorld(server, WORLD, kit)
  for (const list of rounds) {
    await copyWorld(server, ROUND, WORLD)
    const stage = new Stage(server, ROUND, list[0])
    for (const plan of list) wrong ??= await playOne(stage, plan)
    await stage.close()
    await dropWorld(server, ROUND)
    if (wrong !== undefined) break
  }
  await dropWorld(server, WORLD)
  return { ...sum, answers, wrong }
}

const WORLD = 'world'
const ROUND = 'round'

/** Plays one such round, in a database of its own. */
function commandOf(version: PostgresVersion, { seed, kind, steps }: RoundPlan): string {
  return `npm run feed:oracle -- --postgres ${version} --rounds 1 --seed ${seed} --kind ${kind} --steps ${steps}`
}
