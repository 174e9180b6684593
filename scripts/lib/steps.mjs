import { Failure } from './failure.mjs'

/**
 * Reads a list such as 3,7,12-14, or `none`. Throws a `Failure` for anything else.
 * @param {string} text
 */
export function toSteps(text) {
  if (text === 'none') return []
  return text.split(',').flatMap(part => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    if (first === undefined || last === undefined)
      throw new Failure(
        `--steps takes numbers such as 3,7,12-14, and ${JSON.stringify(part)} is none.`,
      )
    const [low, high] = [Number(first), Number(last)]
    return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i)
  })
}
