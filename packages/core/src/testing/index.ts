export { manualClock, settle, type ManualClock } from './manual-clock.ts'
export { manualEnvironment, type ManualEnvironment } from './manual-environment.ts'
export { scriptedLog, type ScriptedLog } from './scripted-log.ts'
export { scriptedSessions, sessionOf, type ScriptedSessions } from './scripted-sessions.ts'
export { scriptedSource, type ScriptedSource } from './scripted-source.ts'
export { scriptedServer, type Faults, type ScriptedServer } from './scripted-server.ts'
export {
  scenario,
  type Duration,
  type Scenario,
  type ScenarioOptions,
  type Stage,
} from './scenario.ts'
export {
  assertChangesAreUnderstood,
  assertEventsAreRouted,
  assertFamiliesAreTouched,
  assertMissingIdsWiden,
  type EventMap,
  type Translation,
} from './event-laws.ts'
