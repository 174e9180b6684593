import { lazy, type ReactNode, Suspense } from 'react'

type Part<Props> = (props: Props) => ReactNode

/** A part of the page whose code is loaded when it is first shown; `meanwhile`, or nothing, stands in its place. */
export function whenShown<Props extends object>(
  load: () => Promise<Part<Props>>,
  meanwhile?: ReactNode,
): Part<Props> {
  const Loaded = lazy(async () => ({ default: await load() }))
  return props => (
    <Suspense fallback={meanwhile}>
      <Loaded {...props} />
    </Suspense>
  )
}
