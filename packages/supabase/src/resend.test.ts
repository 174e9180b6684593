import { manualClock, settle } from '@everfresh/core/testing'
import { expect, test } from 'vitest'
import { createResender } from './resend.ts'

/** A backend that answers when it is told to, and a read of it. */
function stage() {
  const clock = manualClock()
  const { doubt, read } = createResender(clock)
  const sent: { readonly at: number; readonly signal: AbortSignal; answer: (n: number) => void }[] =
    []
  const ask = (own?: AbortSignal): Promise<unknown> =>
    read(
      signal =>
        new Promise((resolve, reject) => {
          const answer = (status: number): void => resolve(new Response(null, { status }))
          sent.push({ at: clock.now(), signal, answer })
          if (signal.aborted) reject(signal.reason)
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
      own,
    ).then(
      ({ status }) => status,
      (error: unknown) => error,
    )
  return { ask, clock, doubt, sent, times: () => sent.map(({ at }) => at) }
}

test('C8: a read that a dead network swallowed is sent again the moment the network is back', async () => {
  const { ask, clock, doubt, sent, times } = stage()
  const answer = ask()
  clock.advance(60_000)
  doubt()
  expect(times()).toEqual([0, 60_000])
  expect(sent[0]?.signal.aborted).toBe(true)
  sent[1]?.answer(206)
  expect(await answer).toBe(206)
})

test('C8: what is read then over a connection that is dead too is sent again, three times and no more', async () => {
  const { ask, clock, doubt, sent, times } = stage()
  doubt()
  const answer = ask()
  await clock.pass(600_000)
  expect(times()).toEqual([0, 800, 1_600, 2_400])
  expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true, true, false])
  sent[3]?.answer(200)
  expect(await answer).toBe(200)
})

test('C8: an answer in time is the only one, and whoever is slow without any doubt is waited for', async () => {
  const { ask, clock, doubt, sent, times } = stage()
  doubt()
  const quick = ask()
  clock.advance(799)
  sent[0]?.answer(200)
  expect(await quick).toBe(200)
  await clock.pass(9_201)
  const slow = ask()
  await clock.pass(120_000)
  expect(times()).toEqual([0, 10_000])
  sent[1]?.answer(201)
  expect(await slow).toBe(201)
})

test('C8: each time that the network is back, whatever is under way is sent again, and its time begins anew', async () => {
  const { ask, clock, doubt, sent, times } = stage()
  void ask()
  await clock.pass(400)
  doubt()
  await clock.pass(700)
  doubt()
  await clock.pass(799)
  expect(times()).toEqual([0, 400, 1_100])
  await clock.pass(1)
  expect(times()).toEqual([0, 400, 1_100, 1_900])
  expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true, true, false])
})

test('C8: whoever asked gives all of it up, also what was sent again; it is sent no more', async () => {
  const { ask, clock, doubt, sent, times } = stage()
  const asker = new AbortController()
  doubt()
  const answer = ask(asker.signal)
  await clock.pass(800)
  asker.abort('left the page')
  await settle()
  expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true])
  expect(await answer).toBe('left the page')
  await clock.pass(60_000)
  expect(times()).toEqual([0, 800])
  expect(await ask(AbortSignal.abort('too late'))).toBe('too late')
})

test('C8: an answer that had begun when the network died is asked for again, and comes whole', async () => {
  const { doubt, read } = createResender(manualClock())
  const begun = new Response(new ReadableStream(), { status: 206 })
  const whole = new Response('all rows', { status: 206, headers: { 'content-range': '0-1/2' } })
  const answers = [begun, whole]
  const signals: AbortSignal[] = []
  const answer = read(async signal => {
    signals.push(signal)
    return answers.shift() ?? Response.error()
  }, undefined)
  await settle()
  doubt()
  const response = await answer
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  expect([response.status, response.headers.get('content-range')]).toEqual([206, '0-1/2'])
  expect(await response.text()).toBe('all rows')
})

test('C8: an answer that has begun is no dead connection, however slowly the rest comes', async () => {
  const clock = manualClock()
  const { doubt, read } = createResender(clock)
  let finish = (): void => undefined
  const slow = new ReadableStream({
    start: body => {
      finish = () => {
        body.enqueue(new TextEncoder().encode('a long list'))
        body.close()
      }
    },
  })
  let sent = 0
  doubt()
  const answer = read(async () => {
    sent += 1
    return new Response(slow)
  }, undefined)
  await clock.pass(5_000)
  finish()
  expect(await (await answer).text()).toBe('a long list')
  expect(sent).toBe(1)
})
