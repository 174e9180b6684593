import {
  coveredQueryDefaults,
  createUserClients,
  RealtimeProvider,
  UserBoundary,
} from '@everfresh/react'
import { QueryClient } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { auth, realtime, supabase } from './realtime'
import './style.css'

// A cache for each user: nothing of one is ever shown to another.
const queries = coveredQueryDefaults(realtime)
const clients = createUserClients(auth, () => new QueryClient({ defaultOptions: { queries } }))

const { data } = await supabase.auth.getSession()
if (data.session === null) await supabase.auth.signInAnonymously()

createRoot(document.querySelector('#root') ?? document.body).render(
  <UserBoundary clients={clients} fallback={<p>Signing in…</p>}>
    <RealtimeProvider realtime={realtime} scope="mine">
      <App />
    </RealtimeProvider>
  </UserBoundary>,
)
