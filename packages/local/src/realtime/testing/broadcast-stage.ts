import { afterAll, beforeAll } from 'vitest'
import { heard } from './heard.ts'
import { connectRaw, joinFrame, type JoinOptions, type RawClient } from './raw-client.ts'
import { openStage, type Stage } from './stage.ts'

// Everybody signed in hears what is under `room:`, and speaks where that is open.
const POLICIES = `
  create policy hear on realtime.messages for select to authenticated
    using (realtime.topic() like 'room:%');
  create policy speak on realtime.messages for insert to authenticated
    with check (realtime.topic() like 'room:open%');
  create table public.todos (id int primary key, title text);
  create function public.tell() returns trigger language plpgsql security definer as $$
  begin
    perform realtime.broadcast_changes('room:db', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
    return null;
  end $$;
  create trigger tell after insert or update or delete on public.todos
    for each row execute function public.tell();`

/** A join with it is told when broadcasts from the database flow. */
export const replicating = { broadcast: { replication_ready: true } }

/** Topics under `room:` with policies, a table that tells of its rows, and who listens. */
export interface BroadcastStage {
  /** One for all tests of the file. */
  readonly stage: Stage
  /** Joins on a socket of its own; with `replicating`, it is told already that broadcasts flow. */
  readonly member: (topic: string, options?: JoinOptions, vsn?: string) => Promise<RawClient>
}

export function prepareBroadcasts(): BroadcastStage {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
    await stage.sql(POLICIES)
  })
  afterAll(() => stage.close())
  return {
    get stage() {
      return stage
    },
    member: async (topic, options = {}, vsn = '2.0.0') => {
      const client = await connectRaw(stage, { vsn })
      const [joinRef, ref, name, event, payload] = joinFrame(topic, {
        token: await stage.token(),
        ...options,
      })
      const asObject = { topic: name, event, payload, ref, join_ref: joinRef }
      client.send(vsn === '2.0.0' ? [joinRef, ref, name, event, payload] : asObject)
      await client.frame(frame => eventOf(frame) === 'phx_reply')
      const isReplicating = options['broadcast'] === replicating.broadcast
      if (isReplicating) await client.frame(frame => eventOf(frame) === 'system')
      return client
    },
  }
}

/** The first broadcast that a client hears. */
export async function firstHeard(client: RawClient): Promise<unknown> {
  return heard(await client.frame(frame => heard(frame) !== undefined))
}

/** The event of a frame in either version of the protocol. */
export function eventOf(frame: unknown): unknown {
  return Array.isArray(frame) ? frame[3] : (frame as { event?: unknown }).event
}
