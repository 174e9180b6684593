const LONGEST_S = 86_400

/** Why `typed` cannot be the seconds between polls; undefined when it can, or is empty: the default. */
export function pollingProblem(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  const seconds = Number(text)
  const good = Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_S
  return good ? undefined : `Enter a whole number of seconds, from 1 to ${LONGEST_S}.`
}
