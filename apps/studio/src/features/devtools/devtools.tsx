import { useSource } from '@everfresh/react'
import type { ReactNode } from 'react'
import { whenShown } from '../../ui/when-shown.tsx'
import { devtoolsOpen } from './devtools-open.ts'

// Written out, so that a build without them does not even have their file.
const DevtoolsPanel =
  import.meta.env.DEV || import.meta.env.VITE_DEVTOOLS === 'true'
    ? whenShown(async () => (await import('./devtools-panel.tsx')).DevtoolsPanel)
    : () => null

/** Everfresh's devtools, loaded when they are opened first. */
export function Devtools(): ReactNode {
  return useSource(devtoolsOpen) && <DevtoolsPanel />
}
