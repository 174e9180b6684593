import type { Cause, Change } from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { TableBinding } from '../database.ts'
import { openChannel } from '../open-channel.ts'

/** A channel of its own, opened to see what the server serves, and thrown away. */
export interface ProbeChannel {
  /** Why the server does not serve the table; undefined: it does. Pending until it has said either. */
  readonly answer: Promise<Cause | undefined>
  /** What has come of it so far. */
  readonly changes: readonly RowChange[]
}

export type RowChange = Extract<Change, { kind: 'row' }>

/** So that no two are one topic. */
let made = 0

/**
 * Listens to one table on a public channel until `signal` ends it. Where the project allows private channels
 * only, the answer is `unauthorized`.
 */
export function openProbeChannel(
  client: SupabaseClient,
  table: TableBinding,
  signal: AbortSignal,
): ProbeChannel {
  made += 1
  const changes: RowChange[] = []
  const answer = new Promise<Cause | undefined>(resolve => {
    const channel = openChannel({
      client,
      topic: `everfresh-diagnose-${made}`,
      isPrivate: false,
      tables: [table],
      broadcasts: [],
      report: said => {
        if (said.type === 'proved') resolve(undefined)
        else if (said.type === 'lost') resolve(said.cause)
        else if (said.type === 'change' && said.change.kind === 'row') changes.push(said.change)
      },
    })
    signal.addEventListener('abort', channel.close)
  })
  return { answer, changes }
}
