import { CANARY_EXPLAINED, canaryForbidden } from './canary-rules.ts'
import type { Outcome } from './check.ts'
import type { DatabaseFacts } from './database.ts'
import type { Examiner, Run } from './examine.ts'
import type { Api } from './target.ts'

export interface StreamExamination {
  readonly examiner: Examiner
  readonly run: Run
  /** Whether the realtime socket opens. */
  readonly isOpen: boolean
  readonly facts: DatabaseFacts | undefined
}

/** Whether changes are said to flow, and whether one does. */
export async function examineStream(examination: StreamExamination): Promise<void> {
  const { target } = examination.examiner
  const { api } = target
  if (api === undefined) return
  await examination.run('subscription', 'subscription', () => subscribe(api, examination))
  await examination.run('canary', 'a change arrives', () => letCanarySing(api, examination))
}

// What needs the Supabase client is loaded when it is wanted: it warns as it loads, and takes its time.
async function subscribe(
  api: Api,
  { examiner: { target }, isOpen, facts }: StreamExamination,
): Promise<Outcome> {
  const { tables, topic } = target
  if (!isOpen) return { skipped: 'realtime cannot be reached' }
  if (topic !== undefined && api.token === undefined) {
    return {
      skipped: `who may join ${topic} depends on the user: give --token, or set SUPABASE_USER_TOKEN`,
    }
  }
  const { checkSubscription } = await import('./check-subscription.ts')
  return checkSubscription({ api, tables, topic, isExplained: facts !== undefined }, target)
}

async function letCanarySing(
  api: Api,
  { examiner, isOpen, facts }: StreamExamination,
): Promise<Outcome> {
  const { target, report, stop } = examiner
  const { database, timeoutMs, canary } = target
  if (canary === undefined || database.kind !== 'url') {
    return {
      skipped:
        'it writes, so it has to be asked for: --canary, with --db, makes a table of its own, waits for a row of it, and drops it',
    }
  }
  if (!isOpen) return { skipped: 'realtime cannot be reached' }
  if (facts === undefined) return { skipped: 'the database could not be read' }
  const forbidden = canaryForbidden(facts)
  if (forbidden !== undefined)
    return { skipped: `${forbidden}: connect as its owner (hosted: postgres)` }
  report.explains(CANARY_EXPLAINED)
  const { checkCanary } = await import('./canary.ts')
  const { publishesAll } = facts
  return checkCanary({ api, databaseUrl: database.url, timeoutMs, publishesAll, ...canary, stop })
}
