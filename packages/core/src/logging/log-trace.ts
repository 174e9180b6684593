import { check, checkFunction, checkObject } from '../check.ts'
import type { TraceEntry } from '../trace/entries.ts'
import type { Trace } from '../trace/trace.ts'
import {
  categoryOf,
  levelOf,
  logCategories,
  type LogCategory,
  type LogLevel,
} from './categories.ts'

/** One line for a person; nothing ever reads it back. */
export interface LogLine {
  readonly level: LogLevel
  /** Such as `[DeadModeRecovery]`. */
  readonly tag: `[${LogCategory}]`
  /** Such as `connection live`. */
  readonly text: string
  /** When, its facts, and what led to it. */
  readonly entry: TraceEntry
}

/** Such as the browser's `console`. */
export type ConsoleLike = {
  readonly [Level in LogLevel]: (tag: string, text: string, detail: object) => void
}

/** Where lines go: a function, or something like `console`. */
export type Logger = ((line: LogLine) => void) | ConsoleLike

/** Which lines are written, and where. */
export interface LogOptions {
  /** Those that are on from the beginning. Default none: silent. */
  readonly categories?: readonly LogCategory[]
}

/** A log that is being written. */
export interface TraceLog {
  /** Switches a category on or off, from the next entry on. Throws an `invalid-option` error for a name that is none. */
  readonly set: (category: LogCategory, on: boolean) => void
  readonly isOn: (category: LogCategory) => boolean
  /** Nothing is logged any more. */
  readonly stop: () => void
}

/**
 * Hands what a trace records to `logger`, by categories that are switched on one by one; all are off at first.
 * A logger that throws is reported, and nothing else changes. Throws an `invalid-option` error for what is no
 * logger.
 */
export function logTrace(
  trace: Pick<Trace, 'subscribe'>,
  logger: Logger,
  { categories = [] }: LogOptions = {},
): TraceLog {
  const write = writerOf(logger)
  check(Array.isArray(categories), 'categories', categories, 'a list of names')
  for (const category of categories) checkCategory(category)
  const on = new Set(categories)
  const stop = trace.subscribe(entry => {
    const category = categoryOf(entry)
    if (!on.has(category)) return
    const { part, what } = entry
    write({ level: levelOf(entry), tag: `[${category}]`, text: `${part} ${what}`, entry })
  })
  return {
    set: (category, isOn) => {
      checkCategory(category)
      if (isOn) on.add(category)
      else on.delete(category)
    },
    isOn: category => on.has(category),
    stop,
  }
}

function writerOf(logger: Logger): (line: LogLine) => void {
  if (typeof logger === 'function') return logger
  checkObject('the logger', logger)
  for (const level of ['debug', 'info', 'warn'] as const)
    checkFunction(`the logger's ${level}`, logger[level])
  return ({ level, tag, text, entry }) => logger[level](tag, text, entry.detail)
}

function checkCategory(category: unknown): void {
  const isOne = logCategories.some(one => one === category)
  check(isOne, 'the category', category, logCategories.join(', '))
}
