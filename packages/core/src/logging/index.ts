export { logCategories, type LogCategory } from './categories.ts'
export {
  logTrace,
  type ConsoleLike,
  type Logger,
  type LogOptions,
  type LogLine,
  type TraceLog,
} from './log-trace.ts'
