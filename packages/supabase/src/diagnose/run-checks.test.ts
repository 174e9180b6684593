import type { Finding } from '@everfresh/core/diagnose'
import { manualClock, settle } from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { runChecks, type Check, type ChecksHost } from './run-checks.ts'

const finding = (code: Finding['code']): Finding => ({
  code,
  severity: 'error',
  title: code,
  evidence: '',
  next: '',
})

function start(checks: readonly Check[], host: Partial<ChecksHost> = {}) {
  const clock = manualClock()
  const progress: string[] = []
  const onProgress: ChecksHost['onProgress'] = ({ check, done, total }) =>
    progress.push(`${done}/${total} ${check}`)
  const limitMs = 1_000
  const run = runChecks(checks, { clock, limitMs, signal: undefined, onProgress, ...host })
  return { clock, progress, run }
}

const told = async (run: Promise<readonly Finding[]>) =>
  (await run).map(({ code, evidence }) => [code, evidence])

test('a check that throws, rejects or hangs is a finding, and all others are made', async () => {
  let ended = false
  const hanging: Check = {
    name: 'hangs',
    find: signal => {
      signal.addEventListener('abort', () => (ended = true))
      return new Promise(() => undefined)
    },
  }
  const { clock, progress, run } = start([
    { name: 'throws', find: () => { throw new Error('at once') } }, // prettier-ignore
    { name: 'rejects', find: () => Promise.reject({ message: 'later', code: '42501' }) },
    hanging,
    { name: 'finds', find: () => [finding('not-live')] },
  ])
  await settle()
  await clock.pass(1_000)
  expect(await told(run)).toEqual([
    ['check-failed', 'Error: at once'],
    ['check-failed', 'later'],
    ['check-failed', 'It took longer than 1000 ms.'],
    ['not-live', ''],
  ])
  expect(ended).toBe(true)
  expect(progress).toEqual(['0/4 throws', '1/4 rejects', '2/4 hangs', '3/4 finds', '4/4 undefined'])
})

test('given up, it returns what it has found until then, and asks nothing more', async () => {
  const controller = new AbortController()
  let asked = false
  const { run } = start(
    [
      { name: 'finds', find: () => [finding('not-live')] },
      { name: 'hangs', find: () => new Promise(() => undefined) },
      { name: 'late', find: () => ((asked = true), []) },
    ],
    { signal: controller.signal },
  )
  await settle()
  controller.abort()
  expect((await run).map(({ code }) => code)).toEqual(['not-live'])
  expect(asked).toBe(false)
})

test('a progress callback that throws is a finding too', async () => {
  const onProgress = () => {
    throw new Error('no panel')
  }
  const { run } = start([{ name: 'finds', find: () => [finding('not-live')] }], { onProgress })
  expect((await run).map(({ code }) => code)).toEqual(['check-failed', 'not-live', 'check-failed'])
})
