import { lazy, type ReactNode, Suspense } from 'react'

const QueryDevtools = lazy(async () => {
  const { ReactQueryDevtools } = await import('@tanstack/react-query-devtools')
  return { default: ReactQueryDevtools }
})

/** TanStack Query's devtools, in development only: the build has no trace of them. */
export function Devtools(): ReactNode {
  if (!import.meta.env.DEV) return null
  return (
    <Suspense>
      <QueryDevtools buttonPosition="bottom-left" />
    </Suspense>
  )
}
