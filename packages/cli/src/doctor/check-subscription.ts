import { randomUUID } from 'node:crypto'
import type { Cause } from '@everfresh/core'
import { publishSql } from '@everfresh/core/diagnose'
import type { TableBinding } from '@everfresh/supabase'
import { CHANNEL_ADVICE } from './channel-advice.ts'
import type { Outcome } from './check.ts'
import type { DoctorFinding } from './finding.ts'
import { listen, type Heard } from './listen.ts'
import type { Api, Target, WantedTable } from './target.ts'

/** The server's own tests wait as long for it. */
const SLOW_MS = 8000

/** What is subscribed to. */
export interface Subscription {
  readonly api: Api
  /** Empty: whatever is published. */
  readonly tables: readonly WantedTable[]
  readonly topic: string | undefined
  /** Whether the catalogue was read, so that it has said already why a table is refused. */
  readonly isExplained: boolean
}

/**
 * Joins a channel, and waits for the server's word that changes flow: the `system` message, which SUBSCRIBED
 * is not. A table that the server refuses is named, and the others are tried without it, as the app does.
 */
export async function checkSubscription(
  { api, tables, topic, isExplained }: Subscription,
  { timeoutMs }: Pick<Target, 'timeoutMs'>,
): Promise<Outcome> {
  const bindings = bindingsOf(tables, api.token !== undefined)
  const channel = {
    topic: topic ?? `everfresh-doctor-${randomUUID()}`,
    isPrivate: topic !== undefined,
  }
  const refused: DoctorFinding[] = []
  for (let left = bindings; ;) {
    const ear = listen(api, { ...channel, tables: left }, timeoutMs)
    const heard = await ear.heard
    ear.close()
    const muted = heard.kind === 'lost' ? (heard.cause.refused ?? []) : []
    const rest = left.filter(({ table }) => !muted.includes(table))
    if (heard.kind !== 'lost' || rest.length === left.length) {
      return judge(heard, left, refused, timeoutMs)
    }
    refused.push(...muted.map(table => tableRefused(table, heard.cause, isExplained)))
    if (rest.length === 0) return { evidence: 'The server refuses every table.', findings: refused }
    left = rest
  }
}

function judge(
  heard: Heard,
  bindings: readonly TableBinding[],
  refused: readonly DoctorFinding[],
  timeoutMs: number,
): Outcome {
  if (heard.kind !== 'proved') {
    const finding =
      heard.kind === 'lost' ? lost(heard.cause) : neverProved(heard.joinedMs, timeoutMs)
    return { evidence: finding.evidence, findings: [finding, ...refused] }
  }
  const { joinedMs, provedMs } = heard
  const names = bindings.map(({ table }) => (table === '*' ? 'all published tables' : table))
  const without = refused.map(({ title }) => `${title}. `).join('')
  const evidence = `${without}SUBSCRIBED after ${joinedMs} ms, system ok after ${provedMs} ms: ${names.join(', ')}`
  const slow = provedMs > SLOW_MS ? [slowProof(provedMs)] : []
  return { evidence, findings: [...refused, ...slow] }
}

/**
 * The app's bindings. A filter is part of them only where it has a value and a user asks: whoever is not
 * signed in may not even name most columns.
 */
function bindingsOf(tables: readonly WantedTable[], hasUser: boolean): readonly TableBinding[] {
  const own = tables.filter(({ schema }) => schema === 'public')
  if (own.length === 0) return [{ table: '*' }]
  return own.map(({ table, filter }) =>
    filter === undefined || filter.includes('{') || !hasUser ? { table } : { table, filter },
  )
}

function tableRefused(table: string, { message }: Cause, isExplained: boolean): DoctorFinding {
  const finding = {
    code: 'table-refused',
    severity: 'error',
    title: `The server refuses ${table}`,
    evidence: message,
  } as const
  if (isExplained) {
    return {
      ...finding,
      next: 'What is said of this table above may be the reason; else its filter, or what the key may read. The app polls it meanwhile.',
    }
  }
  return {
    ...finding,
    next: 'It is missing, not in the publication, may not be read, or its filter is wrong: --db tells which. Where it is not in the publication:',
    sql: publishSql({ schema: 'public', name: table }, true),
  }
}

function lost({ code, message }: Cause): DoctorFinding {
  const isPrivateOnly = /PrivateOnly/.test(message)
  return {
    code: isPrivateOnly ? 'private-only' : `join-${code}`,
    // Meant so by a careful project; what follows from it is only that the doctor needs a user.
    severity: isPrivateOnly ? 'warning' : 'error',
    title: isPrivateOnly ? 'The project allows private channels only' : 'No channel can be joined',
    evidence: message,
    next: CHANNEL_ADVICE[code],
  }
}

function neverProved(joinedMs: number | undefined, timeoutMs: number): DoctorFinding {
  const joined =
    joinedMs === undefined
      ? 'Nothing was answered'
      : `SUBSCRIBED came after ${joinedMs} ms, but no system message`
  return {
    code: 'never-proved',
    severity: 'error',
    title: 'The server never says that changes flow',
    evidence: `${joined} within ${timeoutMs / 1000} s.`,
    next: 'Realtime reaches the project’s database too slowly or not at all: look at its log, at wal_level = logical and the replication slots, and try a longer --timeout.',
  }
}

function slowProof(provedMs: number): DoctorFinding {
  return {
    code: 'proof-slow',
    severity: 'warning',
    title: 'Changes flow late',
    evidence: `It took ${provedMs} ms until changes flow. Rows that commit before are not told.`,
    next: 'A cold start takes 1 to 3 s. Where it stays slow, look at the load of the database. The app polls meanwhile.',
  }
}
