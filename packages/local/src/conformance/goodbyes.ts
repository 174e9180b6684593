import type { Line, Trace } from './trace.ts'

/**
 * The recorder stood between client and server, and heard what the server said after the client's
 * goodbye: here the goodbye is said after it.
 */
export function goodbyesLast(trace: Trace): Trace {
  const ordered: Line[] = [...trace.lines]
  for (const goodbye of trace.lines.filter(({ dir }) => dir === 'client-close')) {
    const last = ordered.findLastIndex(
      each => each.dir === 's2c' && 'c' in goodbye && each.c === goodbye.c,
    )
    const at = ordered.indexOf(goodbye)
    if (last > at) ordered.splice(last, 0, ...ordered.splice(at, 1))
  }
  return { ...trace, lines: ordered }
}
