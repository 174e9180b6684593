export { EverfreshDevtools } from './devtools.tsx'
export { EverfreshDevtoolsPanel } from './panel.tsx'
export { everfreshDevtoolsPlugin, type EverfreshDevtoolsPlugin } from './plugin.tsx'
export type {
  Diagnose,
  DiagnosisProgress,
  EverfreshDevtoolsPanelProps,
  EverfreshDevtoolsProps,
} from './props.ts'
