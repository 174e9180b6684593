import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSource } from './use-source.ts'
import type { UserClients } from './user-clients.ts'

export interface UserBoundaryProps {
  /** Made once, outside of React. */
  readonly clients: UserClients
  /** Shown while nobody is signed in. Default nothing. */
  readonly fallback?: ReactNode
  readonly children: ReactNode
}

/** Provides the signed-in user's `QueryClient`; a change of user unmounts everything below first. */
export function UserBoundary({ clients, fallback, children }: UserBoundaryProps): ReactNode {
  const { client, generation, userId } = useSource(clients.current)
  return (
    <QueryClientProvider key={generation} client={client}>
      {userId === undefined ? fallback : children}
    </QueryClientProvider>
  )
}
