import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Cause } from '@everfresh/core'
import type { Client } from 'pg'
import { aborted } from '../aborted.ts'
import { CANARY_PREFIX } from './canary-rules.ts'
import { CHANNEL_ADVICE } from './channel-advice.ts'
import { found, type Outcome } from './check.ts'
import { databaseTrouble } from './database-trouble.ts'
import { limitOf, withDatabase } from './database.ts'
import type { DoctorFinding } from './finding.ts'
import { listen, type Ear } from './listen.ts'
import type { Api } from './target.ts'

const BETWEEN_ROWS_MS = 1000
const NOT_MADE: Outcome = { skipped: 'it was stopped before its table was made' }
const STOPPED: Outcome = { skipped: 'it was stopped; its table is dropped' }

export interface CanaryRun {
  readonly api: Api
  readonly databaseUrl: string
  readonly timeoutMs: number
  /** Whether the publication has every table anyway. */
  readonly publishesAll: boolean
  /** How long rows are written. */
  readonly waitsMs: number
  /** Aborts when the person has enough. The table is dropped all the same. */
  readonly stop: AbortSignal
}

/** Whether a committed row reaches a client. Leaves nothing behind; where it could not help it, it says what. */
export async function checkCanary(run: CanaryRun): Promise<Outcome> {
  if (run.stop.aborted) return NOT_MADE
  const table = CANARY_PREFIX + randomBytes(4).toString('hex')
  const { outcome, mayBeMade } = await attempt(run, table)
  const left = mayBeMade ? await drop(run, table) : undefined
  if (left === undefined) return outcome
  const findings = 'skipped' in outcome ? [] : (outcome.findings ?? [])
  return { evidence: left.evidence, findings: [left, ...findings] }
}

interface Attempt {
  readonly outcome: Outcome
  /** Whether the table was asked for, so that it may be there. */
  readonly mayBeMade: boolean
}

async function attempt(run: CanaryRun, table: string): Promise<Attempt> {
  const { databaseUrl, timeoutMs, stop } = run
  try {
    return await withDatabase(databaseUrl, timeoutMs, async client =>
      stop.aborted
        ? { outcome: NOT_MADE, mayBeMade: false }
        : { outcome: await letOut(client, run, table), mayBeMade: true },
    )
  } catch (error) {
    // Nobody let it in: whatever goes wrong later is an outcome.
    return { outcome: found(databaseTrouble(error, databaseUrl)), mayBeMade: false }
  }
}

async function letOut(client: Client, run: CanaryRun, table: string): Promise<Outcome> {
  const { api, databaseUrl, timeoutMs, stop } = run
  let ear: Ear | undefined
  try {
    await make(client, table, run)
    const tables = [{ table, event: 'INSERT' as const }]
    ear = listen(api, { topic: table, isPrivate: false, tables }, timeoutMs)
    const heard = await Promise.race([ear.heard, aborted(stop)])
    if (heard === undefined) return STOPPED
    if (heard.kind === 'proved') return await sing({ client, ear, table }, run)
    const why =
      heard.kind === 'lost' ? heard.cause.message : 'the server did not say that changes flow'
    return { skipped: `there is no channel to hear it on: ${why}` }
  } catch (error) {
    return found(failed(databaseTrouble(error, databaseUrl)))
  } finally {
    ear?.close()
  }
}

/**
 * On a connection of its own, since the other may be broken. Also where making it failed: nothing of that
 * name was there before.
 */
async function drop(
  { databaseUrl, timeoutMs }: CanaryRun,
  table: string,
): Promise<DoctorFinding | undefined> {
  const sql = `begin; ${limitOf(timeoutMs)}; drop table if exists public.${table}; commit`
  try {
    await withDatabase(databaseUrl, timeoutMs, client => client.query(sql))
    return undefined
  } catch (error) {
    const { evidence } = databaseTrouble(error, databaseUrl)
    return {
      code: 'canary-left',
      severity: 'error',
      title: 'The canary’s table may be left',
      evidence: `It could not be dropped: ${evidence}`,
      next: 'Drop it when the database is back.',
      sql: `drop table if exists public.${table};`,
    }
  }
}

/** In one transaction: all of it or nothing. Everybody may read it, so that no policy of the app decides. */
async function make(
  client: Client,
  table: string,
  { timeoutMs, publishesAll }: CanaryRun,
): Promise<void> {
  const publish = publishesAll
    ? ''
    : `alter publication supabase_realtime add table public.${table};`
  await client.query(`begin;
    ${limitOf(timeoutMs)};
    create table public.${table} (id bigint generated always as identity primary key);
    comment on table public.${table} is 'Made by everfresh doctor --canary. It may be dropped.';
    alter table public.${table} enable row level security;
    create policy "everybody hears the canary" on public.${table} for select using (true);
    grant select on public.${table} to anon, authenticated;
    ${publish}
    commit`)
}

interface Song {
  readonly client: Client
  readonly ear: Ear
  readonly table: string
}

/** A row a second, until one arrives or nobody will notice any more. */
async function sing({ client, ear, table }: Song, { stop, waitsMs }: CanaryRun): Promise<Outcome> {
  const until = AbortSignal.any([stop, AbortSignal.timeout(waitsMs)])
  const arrival = ear.row(table, until)
  const writtenAt: number[] = []
  while (!until.aborted) {
    writtenAt.push(Date.now())
    await client.query(`insert into public.${table} default values`)
    const news = await Promise.race([arrival, nextRow(until)])
    if (news?.kind === 'row') return heardOf(writtenAt, news.at)
    if (news?.kind === 'lost') return found(cut(news.cause))
  }
  if (stop.aborted) return STOPPED
  return found(lost(writtenAt.length))
}

function nextRow(until: AbortSignal): Promise<undefined> {
  // It rejects for no other reason than the signal.
  return setTimeout(BETWEEN_ROWS_MS, undefined, { signal: until }).catch(() => undefined)
}

function heardOf(writtenAt: readonly number[], arrivedAt: number): Outcome {
  const ms = arrivedAt - (writtenAt.at(-1) ?? arrivedAt)
  if (writtenAt.length === 1) return { evidence: `a committed row arrived after ${ms} ms` }
  const seconds = Math.round((arrivedAt - (writtenAt[0] ?? arrivedAt)) / 1000)
  return {
    evidence: `a committed row arrived after ${ms} ms; the server noticed the new table after ${seconds} s`,
  }
}

/** Whether changes arrive is not known, then. */
function cut({ code, message }: Cause): DoctorFinding {
  return {
    code: 'connection-lost',
    severity: 'error',
    title: 'The connection was lost while the canary was waited for',
    evidence: message,
    next: CHANNEL_ADVICE[code],
  }
}

/** The database answers, but not as the canary needs it. */
function failed({ evidence }: DoctorFinding): DoctorFinding {
  return {
    code: 'canary-failed',
    severity: 'error',
    title: 'The canary could not be let out',
    evidence,
    next: 'The database refused what the canary does: make a table, publish it, write a row. What it says is the reason; a trigger on new tables (an event trigger) or a lock may be in the way. The other checks hold.',
  }
}

function lost(rows: number): DoctorFinding {
  return {
    code: 'canary-lost',
    severity: 'error',
    title: 'Changes do not arrive',
    evidence: `The server said that changes flow, but none of ${rows} committed rows arrived.`,
    next: 'Its stream from the database may be broken: look at the Realtime log, at free replication slots (select * from pg_replication_slots), and whether --url and --db are of one project. Restarting Realtime opens the stream anew.',
  }
}
