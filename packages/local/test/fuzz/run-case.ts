import type { Agent } from 'node:http'
import type { Case, CommitStep, Step } from './case.ts'
import { FuzzSocket } from './fuzz-socket.ts'
import type { Complaint } from './judge.ts'
import { sendRaw, sendRequest } from './request.ts'
import type { World } from './world.ts'

/** What came of a case. */
export interface Outcome {
  readonly complaints: readonly Complaint[]
  /** Frames and answers with a secret that their reader may know: proof that there were any to leak. */
  readonly ownSecrets: number
}

/** Two statements may be in each other's way, or a row gone. */
const HARMLESS = new Set(['40P01', '40001', '23505', '23503', '23514'])

/** Runs the steps of a case one after another, and asks each socket for a sign of life at the end. */
export async function runCase(
  world: World,
  agent: Agent,
  { steps }: Pick<Case, 'steps'>,
): Promise<Outcome> {
  const sockets = new Map<number, FuzzSocket>()
  const complaints = new Set<Complaint>()
  const note = (found: readonly Complaint[]): void => {
    for (const each of found) complaints.add(each)
  }
  for (const step of steps) {
    try {
      note(await take(world, agent, { step, sockets }))
    } catch (error) {
      complaints.add(`${step.kind} failed: ${String(error)}`)
    }
  }
  const opened = [...sockets.values()]
  for (const found of await Promise.all(opened.map(each => each.finish()))) note(found)
  const ownSecrets = opened.reduce((sum, each) => sum + each.ownSecrets, 0)
  return { complaints: [...complaints], ownSecrets }
}

interface Move {
  readonly step: Step
  readonly sockets: Map<number, FuzzSocket>
}

async function take(
  world: World,
  agent: Agent,
  { step, sockets }: Move,
): Promise<readonly Complaint[]> {
  switch (step.kind) {
    case 'request':
      return sendRequest(world, agent, step)
    case 'raw':
      return sendRaw(world, step)
    case 'open':
      sockets.set(step.socket, await FuzzSocket.open(world, step))
      return []
    case 'send':
      sockets.get(step.socket)?.send(step)
      return []
    case 'close':
      sockets.get(step.socket)?.close(step)
      return []
    case 'commit':
      await commit(world, step)
      return []
  }
}

async function commit(world: World, { sql }: CommitStep): Promise<void> {
  try {
    await world.backend.sql(sql)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!HARMLESS.has(code)) throw error
  }
}
