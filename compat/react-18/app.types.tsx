import {
  createAuthStateManager,
  createRealtime,
  systemClock,
  type AuthStateManager,
} from '@everfresh/core'
import {
  coveredQueryDefaults,
  createUserClients,
  RealtimeProvider,
  useHold,
  useOptimisticMutation,
  useOptimisticQuery,
  useRealtime,
  useResurrectionPolling,
  UserBoundary,
} from '@everfresh/react'
import { everfreshOptions, supabaseSessions, supabaseSource } from '@everfresh/supabase'
import { createClient } from '@supabase/supabase-js'
import { QueryClient, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

// An app as the READMEs show it. It is never run: it must compile with the oldest peers that are promised.

const { options, reports } = everfreshOptions()
const supabase = createClient('', '', options)
const auth: AuthStateManager = createAuthStateManager({
  sessions: supabaseSessions(supabase),
  clock: systemClock,
})
const realtime = createRealtime({
  auth,
  backend: reports,
  source: supabaseSource({
    client: supabase,
    topic: ({ id }) => id,
    tables: ({ id }) => [{ table: 'todos', filter: `list_id=eq.${id}` }],
  }),
  toEvents: (_, listId) => [{ type: 'TODO_CHANGE', listId }],
  rules: { TODO_CHANGE: ({ listId }) => [['todos', listId]] },
  families: [['todos']],
})
const queries = coveredQueryDefaults(realtime)
const clients = createUserClients(auth, () => new QueryClient({ defaultOptions: { queries } }))

function Todos(): ReactNode {
  const { status } = useRealtime()
  const refetchInterval = useResurrectionPolling()
  const titles = useQuery({ queryKey: ['titles'], queryFn: () => ['a'], refetchInterval })
  const todos = useOptimisticQuery({ queryKey: ['todos'], queryFn: () => [{ id: 1 }] })
  const add = useOptimisticMutation({
    touches: [['todos']],
    mutationFn: (id: number) => Promise.resolve(id),
    patch: data => data,
  })
  useHold(['todos'], add.isPending)
  return (
    <button title={status} onClick={() => add.mutate(1)}>
      {titles.data?.[0]} {todos.data?.[0]?.id}
    </button>
  )
}

export const App = (): ReactNode => (
  <UserBoundary clients={clients}>
    <RealtimeProvider realtime={realtime} scope="groceries">
      <Todos />
    </RealtimeProvider>
  </UserBoundary>
)
