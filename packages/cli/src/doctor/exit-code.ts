import type { Check } from './check.ts'

const EXIT_SICK = 1
const EXIT_NOTHING_CHECKED = 2
/** As shells say it of a program that Ctrl-C ended. */
export const EXIT_STOPPED = 130

/** 0: no errors; 1: errors, or warnings where they count; 2: nothing could be checked. */
export function exitCodeOf(checks: readonly Check[], isStrict: boolean): number {
  const states = new Set(checks.map(({ state }) => state))
  if (states.has('error') || (isStrict && states.has('warning'))) return EXIT_SICK
  return states.has('ok') || states.has('warning') ? 0 : EXIT_NOTHING_CHECKED
}
