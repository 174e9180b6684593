import type { Agent } from 'node:http'
import type { Case, CommitStep, Step } from './case.ts'
import { FuzzSocket } from './fuzz-socket.ts'
import type { Complaint, Verdict } from './judge.ts'
import { sendRaw, sendRequest } from './request.ts'
import type { World } from './world.ts'

/** Two statements may be in each other's way, or a row gone. */
const HARMLESS = new Set(['40P01', '40001', '23505', '23503', '23514'])

const NOTHING: Verdict = { complaints: [], ownSecrets: 0 }

/**
 * Runs the steps of a case one after another. Sockets are then told of every secret once more, and
 * asked for a sign of life.
 */
export async function runCase(
  world: World,
  agent: Agent,
  { steps }: Pick<Case, 'steps'>,
): Promise<Verdict> {
  const sockets = new Map<number, FuzzSocket>()
  const complaints = new Set<Complaint>()
  let ownSecrets = 0
  const note = (verdict: Verdict): void => {
    for (const each of verdict.complaints) complaints.add(each)
    ownSecrets += verdict.ownSecrets
  }
  for (const step of steps) {
    try {
      note(await take(world, agent, { step, sockets }))
    } catch (error) {
      complaints.add(`${step.kind} failed: ${String(error)}`)
    }
  }
  if (sockets.size > 0) {
    await Promise.all(Array.from(sockets.values(), each => each.catchUp()))
    await world.tellAll().catch((error: unknown) => complaints.add(String(error)))
    for (const verdict of await Promise.all(Array.from(sockets.values(), each => each.finish()))) {
      note(verdict)
    }
  }
  return { complaints: [...complaints], ownSecrets }
}

interface Move {
  readonly step: Step
  readonly sockets: Map<number, FuzzSocket>
}

async function take(world: World, agent: Agent, { step, sockets }: Move): Promise<Verdict> {
  switch (step.kind) {
    case 'request':
      return sendRequest(world, agent, step)
    case 'raw':
      return sendRaw(world, step)
    case 'open':
      sockets.set(step.socket, await FuzzSocket.open(world, step))
      return NOTHING
    case 'send':
      sockets.get(step.socket)?.send(step)
      return NOTHING
    case 'close':
      sockets.get(step.socket)?.close(step)
      return NOTHING
    case 'commit':
      await commit(world, step)
      return NOTHING
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
