// The page of the measurement: 50 lists on screen and 150 more in the cache, kept fresh in the way that its address
// asks for.
import { createClient } from '@supabase/supabase-js'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { createElement, Fragment } from 'react'
import { createRoot } from 'react-dom/client'
import {
  createAuthStateManager,
  createRealtime,
  systemClock,
} from '../../packages/core/dist/index.js'
import { RealtimeProvider } from '../../packages/react/dist/index.js'
import { supabaseSource } from '../../packages/supabase/dist/index.js'
import { projectOf, PROJECTS, TABLE } from '../lib/change-frames.mjs'

const SHOWN_PAGES = 5
const PAGES = 20
const TOPIC = 'tasks-of-a-team'

/** @typedef {{ id: string, project_id: string, version: number, status: string, prompt: string }} Row */
/** @typedef {import('react').ReactNode} Node */

const how = new URLSearchParams(location.search).get('how')
const client = createClient(location.origin, 'key', {
  accessToken: () => Promise.resolve('a token'),
})
const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, refetchOnWindowFocus: false } },
})
/** @type {number} */
let heard = 0

/**
 * @param {string} project
 * @param {number} page
 */
function optionsOf(project, page) {
  return {
    queryKey: ['tasks', 'paginated', project, { page }],
    queryFn: async () => {
      const { data } = await client
        .from(TABLE)
        .select()
        .eq('project_id', project)
        .range(page * 24, page * 24 + 23)
        .throwOnError()
      return /** @type {Row[]} */ (data)
    },
  }
}

/** @param {{ project: string, page: number }} props */
function List({ project, page }) {
  const { data = [] } = useQuery(optionsOf(project, page))
  const items = data.map(({ id, version, status, prompt }) =>
    createElement('li', { key: id }, `${prompt.slice(0, 40)} (${status}, ${version})`),
  )
  return createElement('ul', null, ...items)
}

const projects = Array.from({ length: PROJECTS }, (_, n) => projectOf(n))
const lists = projects.flatMap(project =>
  Array.from({ length: SHOWN_PAGES }, (_, page) =>
    createElement(List, { key: `${project} ${page}`, project, page }),
  ),
)
const screen = createElement(Fragment, null, ...lists)

/**
 * Lets the app hear of changes by itself.
 *
 * @param {(project: string) => void} onChange
 */
function listen(onChange) {
  client
    .channel(TOPIC)
    .on('postgres_changes', { event: '*', schema: 'public', table: TABLE }, ({ new: row }) => {
      heard += 1
      onChange(/** @type {Row} */ (row).project_id)
    })
    .subscribe()
  return screen
}

/** @returns {Node} */
function everfresh() {
  const auth = createAuthStateManager({
    sessions: {
      subscribe: tell => {
        tell({ userId: 'ann', accessToken: 'a token', isAnonymous: false }, 'SIGNED_IN')
        return () => {}
      },
    },
    clock: systemClock,
  })
  const realtime = createRealtime({
    source: supabaseSource({
      client,
      private: false,
      topic: () => TOPIC,
      tables: () => [{ table: TABLE }],
    }),
    auth,
    toEvents: ({ row }) => {
      heard += 1
      return [{ type: 'TASK', project: String(row['project_id']) }]
    },
    rules: { TASK: ({ project }) => [['tasks', 'paginated', project]] },
    families: [['tasks', 'paginated']],
  })
  const props = { realtime, scope: 'a team', children: screen }
  return createElement(RealtimeProvider, props)
}

/** @type {Readonly<Record<string, () => Node>>} */
const ways = {
  everfresh,
  alone: () => listen(() => {}),
  'per-event': () =>
    listen(project => {
      void queryClient.invalidateQueries({ queryKey: ['tasks', 'paginated', project] })
    }),
}

/** @type {number[]} */
const longTasks = []
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longTasks.push(duration)
}).observe({ type: 'longtask' })

const bench = {
  heard: () => heard,
  isAtRest: () => queryClient.isFetching() === 0,
  longTasks,
  /** What each project's lists on screen show of its changes. */
  versions: () =>
    projects.map(project =>
      queryClient
        .getQueryCache()
        .findAll({ queryKey: ['tasks', 'paginated', project], type: 'active' })
        .map(({ state }) => /** @type {Row[]} */ (state.data)?.[0]?.version),
    ),
}
Object.assign(globalThis, { bench })

const app = ways[how ?? '']?.()
const root = document.querySelector('#root')
if (app === undefined || root === null) throw new Error(`There is no way called ${how}.`)
createRoot(root).render(createElement(QueryClientProvider, { client: queryClient }, app))
for (const project of projects)
  for (let page = SHOWN_PAGES; page < PAGES; page += 1)
    void queryClient.prefetchQuery(optionsOf(project, page))
