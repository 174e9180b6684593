import { median } from './statistics.mjs'

const CHUNKS = 20

/**
 * What one call with one of the inputs takes, in ns. They are taken in short chunks, of which the median counts:
 * what others do on the machine meets only some of them.
 *
 * @template Input
 * @param {readonly Input[]} inputs
 * @param {(input: Input) => void} call
 */
export function timePerCall(inputs, call) {
  const size = Math.floor(inputs.length / CHUNKS)
  const times = Array.from({ length: CHUNKS }, (_, chunk) => {
    const from = chunk * size
    const before = process.hrtime.bigint()
    for (let at = from; at < from + size; at += 1) call(/** @type {Input} */ (inputs[at]))
    return Number(process.hrtime.bigint() - before) / size
  })
  return median(times)
}
