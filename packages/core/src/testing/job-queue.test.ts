import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jobQueue, type Job } from './job-queue.ts'

const jobOf = (at: number, number: number): Job => ({
  at,
  number,
  fn: () => undefined,
  place: -1,
})

test('jobs come in order of time, and those of one time in order of their numbers, whatever was removed', () => {
  const times = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 })
  const removed = fc.array(fc.nat({ max: 59 }))
  fc.assert(
    fc.property(times, removed, (all, gone) => {
      const queue = jobQueue()
      const jobs = all.map((at, number) => jobOf(at, number))
      for (const job of jobs) queue.add(job)
      for (const number of gone) queue.remove(jobs[number] ?? jobOf(0, 60))
      const left = jobs.filter(({ number }) => !gone.includes(number))
      expect(queue.size()).toBe(left.length)
      const taken: Job[] = []
      for (let next = queue.next(); next !== undefined; next = queue.next()) {
        taken.push(next)
        queue.remove(next)
      }
      expect(taken).toEqual(left.toSorted((a, b) => a.at - b.at || a.number - b.number))
    }),
  )
})
