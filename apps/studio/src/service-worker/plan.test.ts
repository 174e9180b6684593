import { expect, test } from 'vitest'
import { planFor } from './plan'

const origin = 'https://studio.example'
const files = new Set(['/', '/assets/main-1a2b.js'])
const plan = (url: string, mode = 'cors', method = 'GET') =>
  planFor({ url: new URL(url, origin).href, mode, method }, origin, files)

test('only the app’s own files come from the cache', () => {
  expect(plan('/assets/main-1a2b.js')).toBe('file')
  expect(plan('/assets/main-other.js')).toBe('network')
  expect(plan('https://elsewhere.example/assets/main-1a2b.js')).toBe('network')
})

test('a navigation, to whatever address of the app, gets its page', () => {
  for (const path of ['/', '/p/1', '/p/1/shots/2?realtime=off'])
    expect(plan(path, 'navigate')).toBe('page')
})

test('what is asked of the backend is the network’s, on whatever host and in whatever way', () => {
  for (const path of [
    '/rest/v1/tasks?select=*',
    '/auth/v1/user',
    '/storage/v1/object/public/pictures/1.webp',
    '/realtime/v1/websocket',
    '/functions/v1/render',
    '/rest/v1',
  ])
    for (const host of [origin, 'http://127.0.0.1:54321', 'https://abc.supabase.co'])
      for (const mode of ['cors', 'no-cors', 'navigate'])
        for (const method of ['GET', 'POST', 'HEAD'])
          expect(plan(host + path, mode, method)).toBe('network')
})
