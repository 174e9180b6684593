import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense, type ReactNode } from 'react'
import { useSource } from './use-source.ts'
import type { UserClients } from './user-clients.ts'

/** Props of `UserBoundary`. */
export interface UserBoundaryProps {
  /** Made once, outside of React. */
  readonly clients: UserClients
  /**
   * Shown while nobody is signed in, and while something below suspends that has no boundary of its own.
   * Default nothing.
   */
  readonly fallback?: ReactNode
  readonly children: ReactNode
}

/** Provides the signed-in user's `QueryClient`; a change of user unmounts everything below first. */
export function UserBoundary({ clients, fallback, children }: UserBoundaryProps): ReactNode {
  const { client, generation, userId } = useSource(clients.current)
  const signedIn = userId !== undefined
  // If the next user's screen suspended in a boundary further up, React would keep the last one's in the
  // page, hidden and at work, until it is ready.
  return (
    <QueryClientProvider key={generation} client={client}>
      {signedIn ? <Suspense fallback={fallback}>{children}</Suspense> : fallback}
    </QueryClientProvider>
  )
}
