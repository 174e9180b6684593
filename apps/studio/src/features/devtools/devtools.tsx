import { useSource } from '@everfresh/react'
import { lazy, type ReactNode, Suspense } from 'react'
import { devtoolsOpen, HAS_DEVTOOLS } from './devtools-open.ts'

const DevtoolsPanel = HAS_DEVTOOLS
  ? lazy(async () => ({ default: (await import('./devtools-panel.tsx')).DevtoolsPanel }))
  : () => null

/** Everfresh's devtools, loaded when they are opened first. */
export function Devtools(): ReactNode {
  return useSource(devtoolsOpen) && HAS_DEVTOOLS ? (
    <Suspense>
      <DevtoolsPanel />
    </Suspense>
  ) : null
}
