/** @typedef {import('./summarise.mjs').Result} Result */

/**
 * A number as people read it: three digits that count, thousands with commas.
 *
 * @param {number} value
 */
export function numberWords(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

/** @param {number | null} ratio */
export function ratioWords(ratio) {
  return ratio === null ? '–' : `${numberWords(ratio)}x`
}

/**
 * `≤ 5 ms, ≤ 0.6x`; a dash where nothing is promised.
 *
 * @param {Pick<Result, 'goal' | 'better'>} result
 */
export function goalWords({ goal, better }) {
  const sign = better === 'lower' ? '≤' : '≥'
  const words = [
    ...(goal.ours === undefined ? [] : [`${sign} ${numberWords(goal.ours)}`]),
    ...(goal.ratio === undefined ? [] : [`${sign} ${ratioWords(goal.ratio)}`]),
  ]
  return words.join(', ') || '–'
}

/** @param {{ met: boolean }} result */
export function metMark({ met }) {
  return met ? '✓' : '✗'
}
