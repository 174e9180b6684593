// @vitest-environment happy-dom
import { onlineManager } from '@tanstack/react-query'
import { act, cleanup } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { changing } from '../test/optimistic.tsx'
import { turns } from '../test/start.tsx'

afterEach(() => {
  cleanup()
  onlineManager.setOnline(true)
})

test('R9: of clicks that outrun the backend the first and the last are sent, and the last is what stays', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  expect(w.sent).toEqual(['star moon'])
  expect(w.text()).toBe('sun moon (2)')
  await w.succeed()
  expect(w.sent).toEqual(['star moon', 'unstar moon'])
  await w.settle()
  expect(w.asked).toEqual({ a: 0 })
  await w.succeed()
  await w.settle()
  expect(w.asked).toEqual({ a: 1 })
  expect(w.text()).toBe('sun moon (2)')
  // All four have settled, those that were not sent as the last one did.
  expect(w.client.isMutating()).toBe(0)
  expect(w.answers()).toEqual(['star moon', 'unstar moon', 'unstar moon', 'unstar moon'])
})

test('R9: the last intent wins also when the first fails, and fails alone', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  await w.do('star', 'moon')
  await w.fail()
  expect(w.text()).toBe('sun moon* (2)')
  expect(w.sent).toEqual(['star moon', 'star moon'])
  w.has('a', 'sun moon*')
  await w.succeed()
  await w.settle()
  expect(w.text()).toBe('sun moon* (2)')
  expect(w.answers()).toEqual(['Error: refused', 'star moon', 'star moon'])
})

test('R9: when the last one fails, those that waited for it fail with it, and nothing of them stays', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  await w.do('star', 'moon')
  await w.succeed()
  w.has('a', 'sun moon*')
  await w.fail()
  await w.settle()
  expect(w.text()).toBe('sun moon* (2)')
  expect(w.answers()).toEqual(['star moon', 'Error: refused', 'Error: refused'])
  expect(w.client.isMutating()).toBe(0)
})

test('R9: what was replaced fails at once with the newest, however often it would have been retried', async () => {
  const w = await changing({ doing: { retry: 1 } })
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  await w.do('star', 'moon')
  await w.succeed()
  await w.fail()
  expect(w.text()).toBe('sun moon* (2)')
  await w.fail()
  expect(w.text()).toBe('sun moon* (2)')
  expect(w.sent).toEqual(['star moon', 'star moon', 'star moon'])
  expect(w.answers()).toEqual(['star moon', 'Error: refused', 'Error: refused'])
})

test('R9: a retry of what was replaced is not sent', async () => {
  const w = await changing({ doing: { retry: 1 } })
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  await w.fail()
  expect(w.sent).toEqual(['star moon', 'unstar moon'])
  await w.succeed()
  expect(w.sent).toEqual(['star moon', 'unstar moon'])
  expect(w.answers()).toEqual(['unstar moon', 'unstar moon'])
})

test('R9: intents of different rows do not wait for each other', async () => {
  const w = await changing()
  await w.do('star', 'moon')
  await w.do('star', 'sun')
  expect(w.sent).toEqual(['star moon', 'star sun'])
})

test('R9: offline every change is shown and kept, and the last of each intent is sent when the network is back', async () => {
  const w = await changing()
  onlineManager.setOnline(false)
  await w.do('star', 'moon')
  await w.do('unstar', 'moon')
  await w.do('delete', 'sun')
  await w.settle(60_000)
  expect(w.text()).toBe('moon (1)')
  expect(w.sent).toEqual([])
  await act(async () => {
    onlineManager.setOnline(true)
    await turns()
  })
  expect(w.sent).toEqual(['unstar moon', 'delete sun'])
  w.has('a', 'moon')
  await w.succeed()
  await w.succeed()
  await w.settle()
  await w.settle()
  expect(w.text()).toBe('moon (1)')
  expect(w.client.isMutating()).toBe(0)
})
