/**
 * What is promised of a metric. Several promises must all hold.
 *
 * @typedef {object} Goal
 * @property {number} [ours] What our own number must reach, in the metric's unit.
 * @property {number} [ratio] What `ours / baseline` must reach.
 */

/**
 * Something else that the metric is compared with, beside its baseline.
 *
 * @typedef {object} OtherBaseline
 * @property {string} name
 * @property {number} [ratio] What `ours / baseline` must reach.
 */

/**
 * One number, its name, and what is promised of it.
 *
 * @typedef {object} Metric
 * @property {string} name Unique among all groups.
 * @property {string} unit Of ours and of the baseline: `ms`, `requests`, `bytes`.
 * @property {'lower' | 'higher'} better
 * @property {string} baselineName What `baseline` is; empty where there is none.
 * @property {Goal} goal
 * @property {number} spread How much the ratio may get worse before `bench:check` says so: 0.15 is 15 %. A ratio that
 *   was 0 must stay 0.
 * @property {boolean} [full] Measured with --full only.
 * @property {readonly OtherBaseline[]} [others]
 */

/**
 * What one round measured.
 *
 * @typedef {object} Round
 * @property {number} ours
 * @property {number | null} baseline Null where there is nothing to compare with.
 * @property {Readonly<Record<string, number>>} [others] By the names of the metric's other baselines.
 */

/**
 * @typedef {object} GroupContext
 * @property {(text: string) => void} say Shows what is being measured now.
 * @property {(text: string) => void} warn Prints a line that stays, such as why there is no baseline.
 * @property {number} rounds How many rounds to measure, without those that warm up.
 * @property {boolean} quick Whether a coarse answer is enough: fewer and shorter rounds.
 * @property {ReadonlySet<string>} wanted The metrics that were asked for. Others may be left out.
 * @property {AbortSignal} signal Aborted when the run is stopped.
 * @property {(undo: () => unknown) => void} defer What to undo when the group ends, however it does; last in, first out.
 */

/** @typedef {Readonly<Record<string, readonly Round[]>>} Rounds The rounds of each metric, by its name. */

/**
 * Metrics that are measured together, in a process of their own.
 *
 * @typedef {object} Group
 * @property {string} name The name of its folder below bench/.
 * @property {string} about A sentence.
 * @property {boolean} [full] Runs with --full only.
 * @property {number} [limitS] After so many seconds it has failed. 240 by default.
 * @property {readonly Metric[]} metrics
 * @property {(context: GroupContext) => Promise<Rounds>} run Measures by turns (ours, baseline, ours, baseline), after a
 *   warm-up. Throws, with the reason, what cannot be measured.
 * @property {(context: DetailContext) => Promise<void>} [detail] `--detail NAME`: prints more than the metrics.
 */

/**
 * @typedef {object} DetailContext
 * @property {(line: string) => void} print
 * @property {(undo: () => unknown) => void} defer
 * @property {AbortSignal} signal
 */

export {}
