import type { Finding } from '@everfresh/core/diagnose'
import type { SupabaseClient } from '@supabase/supabase-js'
import { authListenersOf } from '../auth-listeners.ts'
import { scopesOn } from '../open-scopes.ts'
import { isPatient } from '../transport.ts'

/** More than one listener to the events of auth: who hears first is chance, and one may undo the other's work. */
export function authFindings({ auth }: SupabaseClient): readonly Finding[] {
  const { ours, others } = authListenersOf(auth)
  const next =
    'Keep one AuthStateManager for the client, and let everybody else subscribe to that: authManager.subscribe(name, callback).'
  const base = { code: 'second-auth-subscription', severity: 'warning', next } as const
  const found: Finding[] = []
  if (ours > 1)
    found.push({
      ...base,
      title: 'Several AuthStateManagers listen to one client.',
      evidence: `supabaseSessions has ${ours} subscriptions on it.`,
    })
  if (others > 0)
    found.push({
      ...base,
      title: 'The app listens to onAuthStateChange beside the AuthStateManager.',
      evidence: `${others} subscription${others === 1 ? '' : 's'} beside ours passed through countAuthListeners.`,
    })
  return found
}

/** One topic that two listen to on one client: they share one channel object, and one closes it for both. */
export function channelFindings(
  { realtime }: SupabaseClient,
  realtimesOfCache: number,
): readonly Finding[] {
  const next =
    'Make one createRealtime for the page, outside of React; stop the old one where hot reload replaces it.'
  const base = { code: 'two-channels', severity: 'error', next } as const
  const found: Finding[] = []
  const topics = scopesOn(realtime).map(({ topic }) => topic)
  for (const topic of repeated(topics))
    found.push({
      ...base,
      title: `Two sources listen to ${topic} on one client.`,
      evidence: 'supabaseSource has opened that topic twice and closed neither.',
    })
  if (realtimesOfCache > 1)
    found.push({
      ...base,
      title: `${realtimesOfCache} realtimes keep one query cache fresh, so everything is fetched as often.`,
      evidence: 'Each of them has this cache attached.',
    })
  return found
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))]
}

/** A client without our transport waits longer after each cut, and never gives up a handshake that hangs. */
export function helperFindings({ realtime }: SupabaseClient): readonly Finding[] {
  if (isPatient(realtime.transport)) return []
  return [
    {
      code: 'client-without-helper',
      severity: 'warning',
      title: 'The client was made without everfreshOptions, so it recovers more slowly.',
      evidence: 'Its realtime.transport is not the one that everfreshOptions adds.',
      next: 'createClient(url, key, everfreshOptions(yours).options), and its reports for createRealtime. Spread nothing over options.realtime.',
    },
  ]
}

/** The addresses of Supabase that answer reads from a replica, or from whichever database is near. */
const replicated = /-(all|rr-[a-z0-9-]+)\.supabase\.(co|in)$/

export async function replicaFindings(
  { realtime }: SupabaseClient,
  isReadReplica: (() => Promise<boolean>) | undefined,
): Promise<readonly Finding[]> {
  const host = /^\w+:\/\/([^/:?]+)/.exec(realtime.endPoint)?.[1] ?? ''
  const byName = replicated.test(host)
  if (!byName && (await isReadReplica?.()) !== true) return []
  return [
    {
      code: 'rest-on-replica',
      severity: 'warning',
      title: 'REST may answer from a read replica, so a refetch may come before the change.',
      evidence: byName
        ? `The client's host is ${host}, a replica or the load balancer before them.`
        : 'isReadReplica() says so.',
      next: "Use the project's own address, that of the primary, for queries that events refetch.",
    },
  ]
}
