/**
 * How long each event of a list waited: until a fetch started that can know of it, or until what that showed was
 * on screen. Infinity: for ever.
 *
 * @param {readonly number[]} events times, the earliest first
 * @param {readonly { at: number, askedAt: number }[]} answers in the order in which they came
 */
export function waitsOf(events, answers) {
  let next = 0
  return events.map(time => {
    while ((answers[next]?.askedAt ?? Infinity) < time) next += 1
    return (answers[next]?.at ?? Infinity) - time
  })
}

/** A change of a list. @typedef {{ list: string, at: number }} Commit */

/**
 * How long each commit was not shown on a page, in ms, list by list.
 *
 * @param {import('./screen.mjs').Screen} page
 * @param {readonly Commit[]} commits the earliest first
 */
export function waitsOn({ shown }, commits) {
  const lists = [...new Set(commits.map(({ list }) => list))]
  return lists.flatMap(list => {
    const ofList = (/** @type {{ list: string }} */ one) => one.list === list
    return waitsOf(
      commits.filter(ofList).map(({ at }) => at),
      shown.filter(ofList),
    )
  })
}
