import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { serverClient } from '../lib/supabase-server'
import { fetchTodos, todosKey } from '../lib/todos'
import { Todos } from './todos'

export default async function Page() {
  const queryClient = new QueryClient()
  const supabase = await serverClient()
  const { data } = await supabase.auth.getUser()
  // Nobody's rows are not worth a request; the browser signs in and fetches.
  if (data.user !== null)
    await queryClient.prefetchQuery({ queryKey: todosKey, queryFn: () => fetchTodos(supabase) })
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Todos />
    </HydrationBoundary>
  )
}
