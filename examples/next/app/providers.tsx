'use client'

import { coveredQueryDefaults, RealtimeProvider } from '@everfresh/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import { createEverfresh, type Everfresh } from '../lib/everfresh'
import { todosKey } from '../lib/todos'

const EverfreshContext = createContext<Everfresh | undefined>(undefined)

let made: Everfresh | undefined

/** One for the whole page: it outlives StrictMode. On a server it follows nobody, so requests may share it. */
function everfresh(): Everfresh {
  made ??= createEverfresh()
  return made
}

export function Providers({ children }: { children: ReactNode }) {
  const [own] = useState(everfresh)
  const [queryClient] = useState(() => {
    const client = new QueryClient()
    client.setQueryDefaults(todosKey, coveredQueryDefaults(own.realtime))
    return client
  })
  useEffect(() => void signIn(own), [own])
  return (
    <QueryClientProvider client={queryClient}>
      <EverfreshContext value={own}>
        <RealtimeProvider realtime={own.realtime} scope="todos">
          {children}
        </RealtimeProvider>
      </EverfreshContext>
    </QueryClientProvider>
  )
}

export function useEverfresh(): Everfresh {
  const own = useContext(EverfreshContext)
  if (own === undefined) throw new Error('useEverfresh is called outside of <Providers>.')
  return own
}

async function signIn({ supabase }: Everfresh) {
  const { data } = await supabase.auth.getSession()
  if (data.session === null) await supabase.auth.signInAnonymously()
}
