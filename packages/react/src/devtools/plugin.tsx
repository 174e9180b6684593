import type { ReactElement } from 'react'
import { EverfreshDevtoolsPanel } from './panel.tsx'
import type { EverfreshDevtoolsPanelProps } from './props.ts'

/** What `@tanstack/react-devtools` takes in its `plugins`. */
export interface EverfreshDevtoolsPlugin {
  readonly id: string
  readonly name: string
  readonly render: (
    element: HTMLElement,
    props: { readonly theme: 'light' | 'dark' },
  ) => ReactElement
}

/** The panel as a plugin: `<TanStackDevtools plugins={[everfreshDevtoolsPlugin({ realtime })]} />`. */
export function everfreshDevtoolsPlugin(
  props: Omit<EverfreshDevtoolsPanelProps, 'onClose'>,
): EverfreshDevtoolsPlugin {
  return {
    id: 'everfresh',
    name: 'Everfresh',
    render: (_element, { theme }) => <EverfreshDevtoolsPanel theme={theme} {...props} />,
  }
}
