import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react'

const Loaded = lazy(async () => ({ default: (await import('./lightbox.tsx')).Lightbox }))

/** The lightbox, loaded when a picture is opened first. */
export function Lightbox(props: ComponentProps<typeof Loaded>): ReactNode {
  return (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  )
}
