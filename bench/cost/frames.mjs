import { QueryClient } from '@tanstack/query-core'
import { createRealtime, systemClock } from '../../packages/core/dist/index.js'
import { manualEnvironment } from '../../packages/core/dist/testing/index.js'
import { supabaseSource } from '../../packages/supabase/dist/index.js'
import { changeFrame, projectOf, PROJECTS, TABLE } from '../lib/change-frames.mjs'
import { offlineClient } from '../lib/offline-client.mjs'
import { startCore } from '../lib/start-core.mjs'

const TOPIC = 'tasks-of-a-team'

/** @typedef {import('@supabase/supabase-js').RealtimePostgresChangesPayload<Record<string, unknown>>} Payload */

/**
 * @param {number} count
 */
export function framesOf(count) {
  return Array.from({ length: count }, (_, n) =>
    changeFrame(`realtime:${TOPIC}`, n, projectOf(n % PROJECTS)),
  )
}

/**
 * A real supabase-js client alone, whose app does nothing with what it hears. Resolves once changes flow.
 *
 * @returns {Promise<{ hear: (frame: string) => void, heard: Payload[], stop: () => void }>}
 */
export async function supabaseAlone() {
  const { client, say } = offlineClient()
  /** @type {Payload[]} */
  const heard = []
  await new Promise(resolve => {
    client
      .channel(TOPIC)
      .on('postgres_changes', { event: '*', schema: 'public', table: TABLE }, payload => {
        // Enough to prove that frames arrive; keeping all would be a cost of its own.
        if (heard.length < PROJECTS) heard.push(payload)
      })
      .on('system', {}, resolve)
      .subscribe()
  })
  return { hear: say, heard, stop: () => void client.realtime.disconnect() }
}

/**
 * The same client with everything of ours behind it: `hear` is the callback that the source gave to the channel,
 * and `payloadsOf` are what the client calls it with. Resolves once live.
 *
 * @param {number} queries how many the cache holds; none is on screen, and one in a thousand is touched
 */
export async function everfreshBehind(queries) {
  const { client, say } = offlineClient()
  const callback = noteCallback(client)
  const queryClient = new QueryClient()
  const { realtime, stop } = startCore({ clock: systemClock, queryClient }, auth =>
    createRealtime({
      source: supabaseSource({
        client,
        topic: () => TOPIC,
        tables: () => [{ table: TABLE }],
        private: false,
      }),
      auth,
      toEvents: change => [{ type: 'TASK_STATUS_CHANGE', projectId: projectIn(change) }],
      rules: {
        TASK_STATUS_CHANGE: ({ projectId }) => [
          ['task-status-counts', projectId],
          ['tasks', 'paginated', projectId],
        ],
      },
      families: [['task-status-counts'], ['tasks', 'paginated']],
      environment: manualEnvironment(),
    }),
  )
  await new Promise(resolve => {
    realtime.state.subscribe(() => realtime.state.current.status === 'live' && resolve(undefined))
  })
  for (let n = 0; n < queries; n += 1) {
    const queryKey = ['tasks', 'paginated', projectOf(n), { page: 1 }]
    await queryClient.prefetchQuery({ queryKey, queryFn: () => [] })
  }
  return {
    hear: callback.call,
    payloadsOf: (/** @type {readonly string[]} */ frames) => callback.payloadsOf(frames, say),
    /** How many queries are marked since this was last asked; they are fetched. */
    marked: async () => {
      const marked = queryClient
        .getQueryCache()
        .findAll({ predicate: ({ state }) => state.isInvalidated })
      await Promise.all(marked.map(query => query.fetch()))
      return marked.length
    },
    stop: () => {
      stop()
      queryClient.clear()
      void client.realtime.disconnect()
    },
  }
}

/** @param {import('@everfresh/core').Change} change */
function projectIn(change) {
  return change.kind === 'row' ? change.row['project_id'] : undefined
}

/**
 * Notes the callback that is given to the client's channel, and what that is called with.
 *
 * @param {import('@supabase/supabase-js').SupabaseClient} client
 */
function noteCallback(client) {
  /** @type {(payload: Payload) => void} */
  let given = () => {}
  /** @type {Payload[]} */
  let payloads = []
  const channel = client.channel.bind(client)
  client.channel = (...args) => {
    const made = channel(...args)
    const on = /** @type {Function} */ (made.on.bind(made))
    made.on = (/** @type {unknown[]} */ ...[type, filter, callback]) => {
      if (type !== 'postgres_changes') return on(type, filter, callback)
      given = /** @type {typeof given} */ (callback)
      return on(type, filter, (/** @type {Payload} */ payload) => payloads.push(payload))
    }
    return made
  }
  return {
    call: (/** @type {Payload} */ payload) => given(payload),
    payloadsOf: (
      /** @type {readonly string[]} */ frames,
      /** @type {(frame: string) => void} */ say,
    ) => {
      payloads = []
      for (const frame of frames) say(frame)
      return payloads
    },
  }
}
