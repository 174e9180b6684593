import type { BackendReport } from '@everfresh/core'
import { manualClock, manualEnvironment } from '@everfresh/core/testing'
import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { scriptedWebSockets } from '../test/scripted-web-socket.ts'
import { everfreshOptions } from './client-options.ts'

/** A real client, which requests carried a name, and what was reported of each. */
function tab({ draw = 0.25, feed = true, status = 201, headers = {} } = {}) {
  const clock = manualClock()
  const named: string[] = []
  const own = {
    realtime: { transport: scriptedWebSockets(clock).webSocket },
    global: {
      headers,
      fetch: (async (input, init) => {
        const name = new Headers(init?.headers).get('x-everfresh-origin')
        named.push(
          `${init?.method ?? 'GET'} ${new URL(new Request(input, init).url).pathname}: ${name ?? '-'}`,
        )
        return new Response(status === 204 ? null : '[]', { status })
      }) as typeof fetch,
    },
  }
  const ports = { clock, environment: manualEnvironment(), random: () => draw }
  const { options, reports } = everfreshOptions(own, { ...ports, feed })
  const reported: BackendReport[] = []
  reports.subscribe(report => void reported.push(report))
  return { client: createClient('http://project', 'key', options), named, options, reported }
}

test('F10: each write carries a name of its own, and what was answered says which', async () => {
  const { client, named, reported } = tab()
  await client.from('tasks').insert({})
  await client.from('tasks').update({}).eq('id', 1)
  await client.from('tasks').upsert({})
  await client.from('tasks').delete().eq('id', 1)
  await client.rpc('move', { to: 2 })
  const names = named.map(line => line.split(': ')[1])
  expect(named.map(line => line.split(': ')[0])).toEqual([
    'POST /rest/v1/tasks',
    'PATCH /rest/v1/tasks',
    'POST /rest/v1/tasks',
    'DELETE /rest/v1/tasks',
    'POST /rest/v1/rpc/move',
  ])
  expect(new Set(names).size).toBe(5)
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
  expect(reported).toEqual(names.map(wrote => ({ type: 'answered', wrote })))
})

test('F10: two tabs call themselves differently', async () => {
  const tabs = [tab(), tab({ draw: 0.75 })]
  for (const { client } of tabs) await client.from('tasks').insert({})
  expect(tabs[0]?.named).not.toEqual(tabs[1]?.named)
})

test('F10: what writes nothing carries no name: reads, and questions to the feed', async () => {
  const { client, named } = tab()
  await client.from('tasks').select()
  await client.rpc('changes_since', { scopes: ['a'] })
  await client.rpc('everfresh_rotate')
  expect(named.map(line => line.split(': ')[1])).toEqual(['-', '-', '-'])
})

test('F10: another service and another host learn no name', async () => {
  const { client, named, options } = tab()
  await client.functions.invoke('render')
  await options.global.fetch('http://elsewhere/rest/v1/tasks', { method: 'POST' })
  expect(named.map(line => line.split(': ')[1])).toEqual(['-', '-'])
})

test('F10: without being asked to, nothing is named: a server may let no other header through', async () => {
  const { client, named, reported } = tab({ feed: false })
  await client.from('tasks').insert({})
  expect([named, reported]).toEqual([['POST /rest/v1/tasks: -'], [{ type: 'answered' }]])
})

test('F10: a name that the app gives stays, and is not taken for one of ours: it may name two writes', async () => {
  const { client, named, reported } = tab({ headers: { 'x-everfresh-origin': 'worker' } })
  await client.from('tasks').insert({})
  expect([named, reported]).toEqual([['POST /rest/v1/tasks: worker'], [{ type: 'answered' }]])
})

test.each([401, 429, 500])(
  'F10: of a write that is answered with %i nobody knows that it was made',
  async status => {
    const { client, reported } = tab({ status })
    await client.from('tasks').insert({})
    expect(reported[0]).not.toHaveProperty('wrote')
  },
)
