/** A length of time as a person says it: `350 ms`, `2.4 s`, `3 min 12 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  const rounded = Math.max(0, ms)
  if (rounded < 1_000) return `${Math.round(rounded)} ms`
  const seconds = rounded / 1_000
  if (seconds < 10) return `${trimmed(seconds)} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return pair([Math.floor(whole / 60), 'min'], [whole % 60, 's'])
  const minutes = Math.round(whole / 60)
  if (minutes < 2_880) return pair([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
  return `${Math.round(minutes / 1_440)} days`
}

/** How long ago `then` was, seen from `now`. */
export function ago(then: number, now: number): string {
  return now - then < 1_000 ? 'just now' : `${duration(now - then)} ago`
}

/** `14:03:22`, and with `exact` also `.150`; in this machine's time. */
export function clockTime(at: number, exact = false): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return '–'
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map(
    part => String(part).padStart(2, '0'),
  )
  const words = `${hours}:${minutes}:${seconds}`
  return exact ? `${words}.${String(time.getMilliseconds()).padStart(3, '0')}` : words
}

function trimmed(seconds: number): string {
  return seconds.toFixed(1).replace(/\.0$/, '')
}

type Part = readonly [number, string]

function pair([big, bigUnit]: Part, [small, smallUnit]: Part): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}
