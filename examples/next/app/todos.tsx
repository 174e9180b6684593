'use client'

import { useRealtime, useSource } from '@everfresh/react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { fetchTodos, todosKey } from '../lib/todos'
import { useEverfresh } from './providers'

export function Todos() {
  const { auth, supabase } = useEverfresh()
  const { status } = useRealtime()
  const isSignedIn = useSource(auth.state).name === 'signed-in'
  const { data = [] } = useQuery({
    queryKey: todosKey,
    queryFn: () => fetchTodos(supabase),
    enabled: isSignedIn,
  })
  const add = useMutation({
    mutationFn: async (title: string) => {
      await supabase.from('todos').insert({ title }).throwOnError()
    },
  })
  return (
    <main>
      <p>Status: {status}</p>
      <form action={form => add.mutate(form.get('title') as string)}>
        <input name="title" aria-label="What to do" required />
        <button>Add</button>
      </form>
      <ul>
        {data.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
    </main>
  )
}
