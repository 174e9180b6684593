import { median } from './statistics.mjs'

/** @typedef {import('./group.mjs').Metric} Metric */
/** @typedef {import('./group.mjs').Round} Round */

/**
 * A metric as bench/results.json has it.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {string} unit
 * @property {'lower' | 'higher'} better
 * @property {number} ours The median of the rounds.
 * @property {number | null} baseline
 * @property {string} baselineName
 * @property {number | null} ratio `ours / baseline`; null where there is no baseline, or it is 0.
 * @property {import('./group.mjs').Goal} goal
 * @property {boolean} met
 * @property {readonly OtherResult[]} [others]
 * @property {{ date: string, commit: string }} [measured] When it is kept from an earlier run than the machine's.
 */

/**
 * @typedef {object} OtherResult
 * @property {string} baselineName
 * @property {number} baseline
 * @property {number | null} ratio
 * @property {{ ratio?: number }} goal
 * @property {boolean} met
 */

/**
 * The medians of a metric's rounds, and whether they reach its goal. Throws when there are no rounds, or one of them
 * is no number.
 *
 * @param {Metric} metric
 * @param {readonly Round[]} rounds
 * @returns {Result}
 */
export function summarise(metric, rounds) {
  const { name, unit, better, baselineName, goal } = metric
  const ours = middle(
    name,
    'ours',
    rounds.map(round => round.ours),
  )
  const hasBaseline = rounds.every(round => round.baseline !== null)
  const baseline = hasBaseline
    ? middle(
        name,
        baselineName,
        rounds.map(round => round.baseline ?? Number.NaN),
      )
    : null
  const ratio = ratioOf(ours, baseline)
  const others = (metric.others ?? []).map(other => otherResult(metric, other, rounds, ours))
  const isReached = reaches(better, goal.ours, ours) && reaches(better, goal.ratio, ratio)
  return {
    name,
    unit,
    better,
    ours,
    baseline,
    baselineName,
    ratio,
    goal,
    met: isReached && others.every(({ met }) => met),
    ...(others.length > 0 && { others }),
  }
}

/**
 * @param {Metric} metric
 * @param {import('./group.mjs').OtherBaseline} other
 * @param {readonly Round[]} rounds
 * @param {number} ours
 * @returns {OtherResult}
 */
function otherResult({ name, better }, other, rounds, ours) {
  const measured = rounds.map(({ others }) => others?.[other.name] ?? Number.NaN)
  const baseline = middle(name, other.name, measured)
  const ratio = ratioOf(ours, baseline)
  return {
    baselineName: other.name,
    baseline,
    ratio,
    goal: other.ratio === undefined ? {} : { ratio: other.ratio },
    met: reaches(better, other.ratio, ratio),
  }
}

/**
 * @param {'lower' | 'higher'} better
 * @param {number | undefined} goal
 * @param {number | null} value
 */
function reaches(better, goal, value) {
  if (goal === undefined) return true
  if (value === null) return false
  return better === 'lower' ? value <= goal : value >= goal
}

/**
 * @param {number} ours
 * @param {number | null} baseline
 */
function ratioOf(ours, baseline) {
  return baseline === null || baseline === 0 ? null : rounded(ours / baseline)
}

/**
 * @param {string} metric
 * @param {string} what
 * @param {readonly number[]} numbers
 */
function middle(metric, what, numbers) {
  const value = median(numbers)
  if (Number.isFinite(value) && numbers.every(number => Number.isFinite(number)))
    return rounded(value)
  throw new Error(`${metric}: "${what}" was not measured in every round, or is no number.`)
}

/**
 * Four digits: what comes after them is noise, and would make every run a change of the file.
 *
 * @param {number} value
 */
function rounded(value) {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4))
}
