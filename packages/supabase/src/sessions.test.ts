import { settle } from '@everfresh/core/testing'
import type { AuthChangeEvent, Session, SupabaseClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { supabaseSessions } from './sessions.ts'

type Answer = Awaited<ReturnType<SupabaseClient['auth']['getSession']>>

const of = (userId: string): Session =>
  ({ access_token: `token of ${userId}`, user: { id: userId } }) as Session
const nobody: Answer = { data: { session: null }, error: null }
const stored = (userId: string): Answer => ({ data: { session: of(userId) }, error: null })
const unreachable = {
  data: { session: null },
  error: { name: 'AuthRetryableFetchError', status: 503 },
} as Answer

/** An auth client that says and answers what it is told to. */
function start() {
  let say: (event: AuthChangeEvent, session: Session | null) => void = () => undefined
  const questions: PromiseWithResolvers<Answer>[] = []
  const auth = {
    onAuthStateChange: (callback: typeof say) => {
      say = callback
      return { data: { subscription: { unsubscribe: () => (say = () => undefined) } } }
    },
    getSession: () => {
      const question = withResolvers<Answer>()
      questions.push(question)
      return question.promise
    },
  }
  const heard: string[] = []
  const ends: (number | undefined)[] = []
  const sessions = supabaseSessions({ auth } as unknown as SupabaseClient)
  const stop = sessions.subscribe((session, event) => {
    heard.push(`${event}: ${session?.userId ?? 'nobody'}`)
    ends.push(session?.expiresAt)
  })
  return {
    heard,
    ends,
    stop,
    check: () => sessions.check?.(),
    say: (event: AuthChangeEvent, session: Session | null) => say(event, session),
    answer: async (answer: Answer) => {
      questions.shift()?.resolve(answer)
      await settle()
    },
    fail: async (error: Error) => {
      questions.shift()?.reject(error)
      await settle()
    },
    asked: () => questions.length,
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

// Node 20 has no Promise.withResolvers.
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}

test('a session is passed on at once, whatever the event, and so is a sign-out', () => {
  const { say, heard, asked } = start()
  say('INITIAL_SESSION', of('ann'))
  say('TOKEN_REFRESHED', of('ann'))
  say('SIGNED_OUT', null)
  expect(heard).toEqual(['INITIAL_SESSION: ann', 'TOKEN_REFRESHED: ann', 'SIGNED_OUT: nobody'])
  expect(asked()).toBe(0)
})

test('nobody at the start is nobody once the client has no session stored', async () => {
  const { say, heard, answer } = start()
  say('INITIAL_SESSION', null)
  expect(heard).toEqual([])
  await answer(nobody)
  expect(heard).toEqual(['INITIAL_SESSION: nobody'])
})

test('A5: a session that could not be renewed at the start is not told as nobody', async () => {
  const { say, heard, answer } = start()
  say('INITIAL_SESSION', null)
  await answer(unreachable)
  expect(heard).toEqual([])
  say('TOKEN_REFRESHED', of('ann'))
  expect(heard).toEqual(['TOKEN_REFRESHED: ann'])
})

test('A5: neither is a question that the client could not answer at all', async () => {
  const { say, heard, fail } = start()
  say('INITIAL_SESSION', null)
  await fail(new Error('The storage is closed.'))
  expect(heard).toEqual([])
})

test('nor an event without a session that is no sign-out', () => {
  const { say, heard } = start()
  say('USER_UPDATED', null)
  expect(heard).toEqual([])
})

test('a session that another tab has stored meanwhile is told', async () => {
  const { say, heard, answer } = start()
  say('INITIAL_SESSION', null)
  await answer(stored('ann'))
  expect(heard).toEqual(['INITIAL_SESSION: ann'])
})

test('a late answer does not overtake what was said meanwhile', async () => {
  const { say, heard, answer } = start()
  say('INITIAL_SESSION', null)
  say('SIGNED_IN', of('ann'))
  await answer(nobody)
  expect(heard).toEqual(['SIGNED_IN: ann'])
})

test('after unsubscribing not even a late answer is told', async () => {
  const { say, heard, answer, stop } = start()
  say('INITIAL_SESSION', null)
  stop()
  await answer(nobody)
  expect(heard).toEqual([])
})

test('C8: on waking the client is asked for its session once at a time, which renews it if need be', async () => {
  const { check, asked, heard, answer, fail } = start()
  check()
  check()
  expect(asked()).toBe(1)
  await answer(stored('ann'))
  // What came of it is said by the subscription, or nothing has changed.
  expect(heard).toEqual([])
  check()
  expect(asked()).toBe(1)
  await fail(new Error('The storage is closed.'))
  check()
  expect(asked()).toBe(1)
})

test('C8: when the token ends is told in milliseconds, where the client knows', () => {
  const { say, ends } = start()
  say('SIGNED_IN', { ...of('ann'), expires_at: 1_800_000_000 })
  say('SIGNED_IN', of('ann'))
  expect(ends).toEqual([1_800_000_000_000, undefined])
})
