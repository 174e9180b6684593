import { counted } from '../counted.ts'

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** Whole units, the largest of which there are two or more: `36 hours`, `90 seconds`. */
export function duration(seconds: number): string {
  const [size, name] = UNITS.find(([each]) => seconds >= 2 * each) ?? [1, 'second']
  return counted(Math.round(seconds / size), name)
}

/** `96 kB`, in steps of 1024. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const kilobytes = bytes / 1024
  return kilobytes < 1024 ? `${Math.round(kilobytes)} kB` : `${(kilobytes / 1024).toFixed(1)} MB`
}
