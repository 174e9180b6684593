import { fireEvent, render, screen } from '@testing-library/react'
import { EverfreshDevtoolsPanel } from '../src/devtools/index.ts'
import type { EverfreshDevtoolsPanelProps } from '../src/devtools/props.ts'

export const tab = (name: string): HTMLElement => screen.getByRole('tab', { name })
export const open = (name: string): void => void fireEvent.click(tab(name))
export const show = (props: EverfreshDevtoolsPanelProps) =>
  render(<EverfreshDevtoolsPanel {...props} />)
