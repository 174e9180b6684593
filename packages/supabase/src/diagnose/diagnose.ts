import { systemClock, type DomainEvent } from '@everfresh/core'
import {
  byLikelihood,
  catalogueFindings,
  holdFindings,
  keyFindings,
  ownPollFindings,
  pollingFindings,
  realtimesOf,
  ruleFindings,
  withoutTokens,
  type Finding,
} from '@everfresh/core/diagnose'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { TableBinding } from '../database.ts'
import { wantedOn } from '../open-scopes.ts'
import { browserServiceWorker } from './browser-service-worker.ts'
import { canaryFindings } from './canary-findings.ts'
import {
  authFindings,
  channelFindings,
  helperFindings,
  replicaFindings,
} from './client-findings.ts'
import { connectionFindings } from './connection-findings.ts'
import { feedFindings } from './feed-findings.ts'
import type { DiagnoseOptions } from './options.ts'
import { refusedFindings } from './refused-findings.ts'
import { runChecks, type Check } from './run-checks.ts'
import { serviceWorkerFindings } from './service-worker-findings.ts'

/** As long as the slowest join takes, twice. */
const LIMIT_MS = 20_000

/**
 * Looks for every known reason why a screen does not update, and returns those that it found: the likeliest
 * first, each with what says so and what to do next; what may be meant so comes last. A healthy app has
 * none. docs/debugging.md explains each.
 *
 * Never rejects: a check that fails is a finding `check-failed`, and the others go on. Changes nothing in
 * the app; writes to the database only through `canary`. It may open channels of its own for a moment, and
 * asks REST for no rows but the canary's id. No finding has a token or what is in a row in it.
 */
export async function diagnose<Database, Event extends DomainEvent>(
  options: DiagnoseOptions<Database, Event>,
): Promise<readonly Finding[]> {
  const { clock = systemClock, limitMs = LIMIT_MS, onProgress, signal } = options
  const checks = [...appChecks(options), ...serverChecks(options)]
  const found = await runChecks(checks, { clock, limitMs, onProgress, signal })
  return byLikelihood(withoutTokens(found))
}

/** What is read in the page, at once. */
function appChecks<Database, Event extends DomainEvent>(
  options: DiagnoseOptions<Database, Event>,
): readonly Check[] {
  const { realtime, cache, families, rules, clock = systemClock } = options
  const client = options.client as unknown as SupabaseClient
  return [
    { name: 'keys', find: () => keyFindings(cache.getAll(), options) },
    {
      name: 'rules',
      find: () => {
        if (rules === undefined) return []
        const { sampleEvents: samples = [] } = options
        const entries = realtime.trace.entries()
        return ruleFindings(cache.getAll(), { rules, families, entries, samples })
      },
    },
    {
      name: 'connection',
      find: () => connectionFindings(realtime, clock.now()),
    },
    { name: 'auth', find: () => authFindings(client) },
    {
      name: 'polling',
      find: () => [
        ...pollingFindings(cache.getAll(), options),
        ...ownPollFindings(realtime.trace.entries(), families, clock.now()),
      ],
    },
    {
      name: 'holds',
      find: () => holdFindings(realtime.holds(), realtime.trace.entries(), clock.now()),
    },
    { name: 'channels', find: () => channelFindings(client, realtimesOf(cache)) },
    { name: 'client', find: () => helperFindings(client) },
    { name: 'feed', find: () => feedFindings(client, realtime) },
  ]
}

/** What others are asked for. */
function serverChecks<Database, Event extends DomainEvent>(
  options: DiagnoseOptions<Database, Event>,
): readonly Check[] {
  const { realtime, canary, clock = systemClock } = options
  const { serviceWorker = browserServiceWorker() } = options
  const client = options.client as unknown as SupabaseClient
  const listened = (): readonly TableBinding[] =>
    options.tables ?? wantedOn(client.realtime).flatMap(({ tables }) => tables)
  return [
    {
      name: 'catalogue',
      find: async () => {
        const { catalogue: given, role } = options
        if (given === undefined) return []
        const catalogue = typeof given === 'function' ? await given() : given
        const isPrivate = wantedOn(client.realtime).some(scope => scope.isPrivate)
        return catalogueFindings(catalogue, listened(), {
          isPrivate,
          ...(role === undefined ? {} : { role }),
        })
      },
    },
    {
      name: 'refused tables',
      find: async signal => {
        // The catalogue says the same, and what mends it.
        if (options.catalogue !== undefined) return []
        const { muted, cause } = realtime.state.current
        const names = [...muted, ...(cause?.refused ?? [])]
        const refused = listened().filter(({ table }) => names.includes(table))
        return refusedFindings(client, refused, signal)
      },
    },
    {
      name: 'service worker',
      find: signal => {
        const [first] = listened()
        const ask = async (): Promise<unknown> =>
          first && client.from(first.table).select('*').limit(0).throwOnError()
        return serviceWorkerFindings(serviceWorker, { ask, clock, signal })
      },
    },
    { name: 'replica', find: () => replicaFindings(client, options.isReadReplica) },
    {
      name: 'canary',
      find: async signal =>
        canary === undefined
          ? []
          : canaryFindings(canary, { client, tables: listened(), clock, signal }),
    },
  ]
}
