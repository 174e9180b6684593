import { connectRaw, joinFrame, type RawClient } from './raw-client.ts'
import type { Stage } from './stage.ts'

type Params = Readonly<Record<string, unknown>>

/** A client that is subscribed to changes. */
export interface Subscriber {
  readonly client: RawClient
  /** The data of a change, with the ids of the bindings it matched. */
  readonly change: (nth?: number) => Promise<Params>
  /** Those that came so far. */
  readonly changes: () => readonly Params[]
}

/**
 * Joins the topic `a` on a socket of its own with bindings to tables, public ones where no schema is
 * named, and waits until changes flow. Rejects when they do not.
 */
export async function subscribeOn(
  stage: Stage,
  bindings: readonly Params[],
  claims: Params,
): Promise<Subscriber> {
  const client = await connectRaw(stage)
  const changes = bindings.map(binding => ({ event: '*', schema: 'public', ...binding }))
  client.send(joinFrame('a', { token: await stage.token(claims), postgres_changes: changes }))
  const status = (await client.event('a', 'system'))[4] as Params
  if (status['status'] !== 'ok') throw new Error(`No changes flow: ${JSON.stringify(status)}`)
  return {
    client,
    change: async nth => dataOf(await client.event('a', 'postgres_changes', nth)),
    changes: () => client.frames.filter(isChange).map(dataOf),
  }
}

/** Whether a frame is of a change. */
export function isChange(frame: unknown): boolean {
  return Array.isArray(frame) && frame[3] === 'postgres_changes'
}

function dataOf(frame: unknown): Params {
  const payload = (frame as readonly { readonly data: Params; readonly ids: unknown }[])[4]
  return { ...payload?.data, ids: payload?.ids }
}
