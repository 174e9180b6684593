import { Fragment, type ReactNode } from 'react'
import type { EverfreshDevtoolsPlugin } from './plugin.tsx'
import type { EverfreshDevtoolsPanelProps, EverfreshDevtoolsProps } from './props.ts'

// What `@everfresh/react/devtools` is in a production build: the same names, and nothing behind them.

export type { EverfreshDevtoolsPlugin } from './plugin.tsx'
export type {
  Diagnose,
  DiagnosisProgress,
  EverfreshDevtoolsPanelProps,
  EverfreshDevtoolsProps,
} from './props.ts'

/** Renders nothing: this is a production build. */
export function EverfreshDevtools(_props: EverfreshDevtoolsProps): ReactNode {
  return null
}

/** Renders nothing: this is a production build. */
export function EverfreshDevtoolsPanel(_props: EverfreshDevtoolsPanelProps): ReactNode {
  return null
}

/** A plugin that renders nothing: this is a production build. */
export function everfreshDevtoolsPlugin(
  _props: Omit<EverfreshDevtoolsPanelProps, 'onClose'>,
): EverfreshDevtoolsPlugin {
  return { id: 'everfresh', name: 'Everfresh', render: () => <Fragment /> }
}
