/**
 * How often what was shown went back to something older. What stands before the first of `order` is older than all.
 *
 * @param {readonly string[]} shown One after the other.
 * @param {readonly string[]} order From the oldest to the newest.
 */
export function stepsBack(shown, order) {
  const ages = shown.map(title => order.indexOf(title))
  return ages.filter((age, at) => at > 0 && age < (ages[at - 1] ?? age)).length
}
