import { expect, test } from 'vitest'
import { manualClock, scriptedSessions, sessionOf, settle } from '../testing/index.ts'
import { createTrace } from '../trace/create-trace.ts'
import { createAuthStateManager } from './auth-state-manager.ts'
import type { AuthState } from './machine.ts'

function start() {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const trace = createTrace(clock)
  const auth = createAuthStateManager({ sessions, clock, trace })
  const heard: string[] = []
  const hear = (name: string) => (state: AuthState) =>
    void heard.push(`${name}: ${state.name === 'signed-in' ? state.session.userId : state.name}`)
  return { auth, sessions, trace, heard, hear }
}

test('A1: core work runs first, then subscribers in the order in which they subscribed', () => {
  const { auth, sessions, heard, hear } = start()
  auth.subscribe('First', hear('First'))
  auth.subscribe('Second', hear('Second'))
  auth.addCore(({ type }) => void heard.push(`core: ${type}`))
  sessions.say(sessionOf('ann'))
  expect(heard).toEqual(['core: signed-in', 'First: ann', 'Second: ann'])
})

test('A1: a subscriber that comes late hears the present state at once', () => {
  const { auth, sessions, heard, hear } = start()
  auth.subscribe('Early', hear('Early'))
  expect(heard).toEqual([])
  sessions.say(null, 'INITIAL_SESSION')
  auth.subscribe('Late', hear('Late'))
  expect(heard).toEqual(['Early: signed-out', 'Late: signed-out'])
})

test('A1: one that throws or rejects is traced by name and harms nobody', async () => {
  const { auth, sessions, trace, heard, hear } = start()
  auth.addCore(() => {
    throw new Error('core fault')
  })
  auth.subscribe('Throws', () => {
    throw new Error('no')
  })
  auth.subscribe('Rejects', async () => Promise.reject(new Error('never')))
  auth.subscribe('Fine', hear('Fine'))
  sessions.say(sessionOf('ann'))
  await settle()
  expect(heard).toEqual(['Fine: ann'])
  const failures = trace.entries().filter(entry => entry.what === 'subscriber failed')
  expect(failures.map(({ detail }) => detail.name)).toEqual(['core', 'Throws', 'Rejects'])
})

test('A1: unsubscribing removes only that subscriber, also when two share a name', () => {
  const { auth, sessions, heard, hear } = start()
  const undo = auth.subscribe('Same', hear('one'))
  auth.subscribe('Same', hear('two'))
  undo()
  undo()
  sessions.say(sessionOf('ann'))
  expect(heard).toEqual(['two: ann'])
})

test('A3: a session repeated on each focus is no change', () => {
  const { auth, sessions, heard, hear } = start()
  auth.subscribe('Screen', hear('Screen'))
  for (let i = 0; i < 10; i += 1) sessions.say(sessionOf('ann'))
  expect(heard).toEqual(['Screen: ann'])
})

test('A3: a refreshed token and another user are told apart', () => {
  const { auth, sessions, heard } = start()
  auth.addCore(({ type }) => void heard.push(type))
  sessions.say(sessionOf('ann'))
  sessions.say(sessionOf('ann', 'refreshed'))
  sessions.say(sessionOf('ben'))
  sessions.say(null)
  sessions.say(null)
  expect(heard).toEqual(['signed-in', 'token-changed', 'user-changed', 'signed-out'])
})

test('A3: no token is ever traced', () => {
  const { sessions, trace } = start()
  sessions.say(sessionOf('ann', 'secret-1'))
  sessions.say(sessionOf('ann', 'secret-2'))
  expect(JSON.stringify(trace.entries())).not.toContain('secret')
})

test('after stop nobody is told anything', () => {
  const { auth, sessions, heard, hear } = start()
  auth.subscribe('Screen', hear('Screen'))
  auth.stop()
  sessions.say(sessionOf('ann'))
  expect(heard).toEqual([])
})

test('A1: who subscribes from within core work hears the new state once, after all core work', () => {
  const { auth, sessions, heard, hear } = start()
  auth.addCore(({ type }) => {
    heard.push(`core: ${type}`)
    if (type === 'signed-in') auth.subscribe('Late', hear('Late'))
  })
  auth.addCore(({ type }) => void heard.push(`more core: ${type}`))
  auth.subscribe('Early', hear('Early'))
  sessions.say(sessionOf('ann'))
  sessions.say(null)
  expect(heard).toEqual([
    'core: signed-in',
    'more core: signed-in',
    'Early: ann',
    'Late: ann',
    'core: signed-out',
    'more core: signed-out',
    'Early: signed-out',
    'Late: signed-out',
  ])
})

test('A1: who subscribes from within another subscriber hears the present state once', () => {
  const { auth, sessions, heard, hear } = start()
  let first = true
  auth.subscribe('Outer', () => {
    if (first) auth.subscribe('Inner', hear('Inner'))
    first = false
  })
  sessions.say(sessionOf('ann'))
  expect(heard).toEqual(['Inner: ann'])
})

test('A3: a burst of the same session within 100 ms is one change', () => {
  const { auth, sessions, heard } = start()
  auth.addCore(({ type }) => void heard.push(type))
  for (const event of ['INITIAL_SESSION', 'SIGNED_IN', 'SIGNED_IN', 'TOKEN_REFRESHED'])
    sessions.say(sessionOf('ann'), event)
  expect(heard).toEqual(['signed-in'])
})
