// @vitest-environment happy-dom
import { sessionOf } from '@everfresh/core/testing'
import { act, cleanup } from '@testing-library/react'
import type { ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { backend, InApp, List, newClient, start, turns, type Started } from '../test/start.tsx'
import {
  createUserClients,
  useFreshness,
  useHold,
  useOptimisticMutation,
  useOptimisticQuery,
  useRealtime,
  UserBoundary,
  type UserClients,
} from './index.ts'

afterEach(cleanup)

function Status(): ReactNode {
  useHold(['list', 'a'], true)
  useOptimisticQuery({ queryKey: ['list', 'a'], queryFn: () => 'row', enabled: false })
  useOptimisticMutation({ touches: [['list']], patch: data => data })
  useFreshness()
  return <output>{useRealtime().status}</output>
}

const listOf = (rows: ReturnType<typeof backend>): ReactNode => <List of="a" backend={rows} />

test('W1: rendering on a server opens no channel, watches no cache and arms no timer', () => {
  const { clock, realtime, source } = start()
  const client = newClient()
  const armed = clock.pending()
  const rows = backend({ a: 'row' })
  const html = renderToString(
    <InApp client={client} realtime={realtime}>
      <Status />
      {listOf(rows)}
    </InApp>,
  )
  expect(html).toContain('<output>waiting-auth</output>')
  expect(source.log).toEqual([])
  expect(client.getQueryCache().hasListeners()).toBe(false)
  expect(clock.pending()).toBe(armed)
  expect(rows.asked).toEqual({})
})

/** What a page has rendered on a server and takes over, `below` our boundary and provider. */
function app({ realtime }: Started, clients: UserClients): ReactNode {
  return (
    <UserBoundary clients={clients} fallback="signing in">
      <InApp client={clients.current.current.client} realtime={realtime}>
        <Status />
      </InApp>
    </UserBoundary>
  )
}

async function hydrate(html: string, tree: ReactNode): Promise<[HTMLElement, string[]]> {
  const page = document.createElement('div')
  page.innerHTML = html
  const complaints: string[] = []
  await act(async () => {
    hydrateRoot(page, tree, {
      onRecoverableError: error => complaints.push(String(error)),
    })
    await turns()
  })
  return [page, complaints]
}

test('a page that knows more than its server takes over without a complaint, then shows what it knows', async () => {
  const server = start()
  const html = renderToString(app(server, createUserClients(server.auth, newClient)))
  expect(html).toContain('signing in')

  const page = start()
  page.sessions.say(sessionOf('ann'))
  page.realtime.follow('a')
  page.source.goLive()
  const [screen, complaints] = await hydrate(
    html,
    app(page, createUserClients(page.auth, newClient)),
  )
  expect(complaints).toEqual([])
  expect(screen.textContent).toBe('live')
})

test('the status alone is taken over too', async () => {
  const server = start()
  const tree = ({ realtime }: Started): ReactNode => (
    <InApp client={newClient()} realtime={realtime}>
      <Status />
    </InApp>
  )
  const html = renderToString(tree(server))
  const page = start()
  page.sessions.say(sessionOf('ann'))
  page.realtime.follow('a')
  page.source.goLive()
  const [screen, complaints] = await hydrate(html, tree(page))
  expect(complaints).toEqual([])
  expect(screen.textContent).toBe('live')
})
