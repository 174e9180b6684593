import { useSource } from '@everfresh/react'
import { lazy, type ReactNode, Suspense } from 'react'
import { devtoolsOpen } from './devtools-open.ts'

// Written out, so that a build without them does not even have their file.
const DevtoolsPanel =
  import.meta.env.DEV || import.meta.env.VITE_DEVTOOLS === 'true'
    ? lazy(async () => ({ default: (await import('./devtools-panel.tsx')).DevtoolsPanel }))
    : () => null

/** Everfresh's devtools, loaded when they are opened first. */
export function Devtools(): ReactNode {
  return useSource(devtoolsOpen) ? (
    <Suspense>
      <DevtoolsPanel />
    </Suspense>
  ) : null
}
