export { manualClock, settle, type ManualClock } from './manual-clock.ts'
export { manualEnvironment, type ManualEnvironment } from './manual-environment.ts'
export { scriptedSessions, sessionOf, type ScriptedSessions } from './scripted-sessions.ts'
export { scriptedSource, type ScriptedSource } from './scripted-source.ts'
