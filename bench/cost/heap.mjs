import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./heap-process.mjs', import.meta.url))

/**
 * What 1,000 more queries on screen add to the heap, in kB, by turns: what Everfresh keeps of them, beside what
 * TanStack Query does. Each time in a process of its own.
 *
 * @param {number} rounds
 */
export async function measureHeap(rounds) {
  const measured = []
  for (let turn = 0; turn < rounds; turn += 1) {
    const both = await heapOf('everfresh')
    const baseline = await heapOf('alone')
    measured.push({ ours: both - baseline, baseline })
  }
  return measured
}

/** @param {'everfresh' | 'alone'} how */
async function heapOf(how) {
  const child = fork(PROGRAM, [how], { execArgv: ['--expose-gc'] })
  const told = once(child, 'message')
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The process whose heap is measured ended with ${code}.`)
  const [kB] = await told
  return kB
}
