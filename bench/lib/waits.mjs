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
