import type { Cause } from '@everfresh/core'
import { publishSql, type Finding } from '@everfresh/core/diagnose'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { TableBinding } from '../database.ts'
import { openProbeChannel } from './probe-channel.ts'

/**
 * Why the server refuses the `refused` tables: each is listened to once more without its filter. A table that is
 * served then has a bad filter; one that is not, is not published or may not be read.
 */
export async function refusedFindings(
  client: SupabaseClient,
  refused: readonly TableBinding[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const asked = refused.map(async ({ table, filter }) => {
    const cause = await openProbeChannel(client, { table }, signal).answer
    if (cause !== undefined) return [tableRefused(table, cause)]
    return filter === undefined ? [] : [filterRefused(table, filter)]
  })
  return (await Promise.all(asked)).flat()
}

/** Only the answer that the server refuses the parameters says something about the table. */
export function tableRefused(table: string, { code, message }: Cause): Finding {
  if (code !== 'misconfigured')
    throw new Error(
      `A channel of the check's own could not listen to public.${table} (${code}). ${message} A catalogue tells the same without a channel.`,
    )
  return {
    code: 'table-not-published',
    severity: 'error',
    title: `The server does not push public.${table}.`,
    evidence: `It refuses the table also without a filter. ${message}`,
    next: 'Most likely it is not in the publication; else it is not there, or this user may not select from it.',
    sql: publishSql({ schema: 'public', name: table }, true),
  }
}

export function filterRefused(table: string, filter: string): Finding {
  return {
    code: 'filter-invalid',
    severity: 'error',
    title: `The server refuses the filter on public.${table}.`,
    evidence: `It serves the table without "${filter}".`,
    next: 'See whether that column is there, whether this user may select it, and how the operator is spelled.',
  }
}
