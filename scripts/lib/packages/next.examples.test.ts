import { expect, test } from 'vitest'
import { add, exampleAtStranger, live, openBrowser, startBackend } from './app-tester.ts'

const getStranger = exampleAtStranger('next')
const getBrowser = openBrowser()

test('C4: what is written between the server’s render and live is shown, by one request', async () => {
  const stranger = getStranger()
  // No poll may show it instead.
  await startBackend(stranger, 'NEXT_PUBLIC_SUPABASE_URL', 'NEXT_PUBLIC_POLL_MS=3600000')
  await stranger.run('next', 'build')
  const address = await stranger.start('next', ['start', '-p', '0'], /(http:\/\/localhost:\d+)/)

  const context = await getBrowser().newContext()
  const writer = await live(await context.newPage(), address)
  await add(writer, 'Before the render')
  await writer.getByText('Before the render').waitFor()

  const reader = await context.newPage()
  const reads: string[] = []
  reader.on('request', request => {
    if (request.method() === 'GET' && request.url().includes('/rest/v1/todos'))
      reads.push(request.url())
  })
  let open = (): void => undefined
  const opened = new Promise<void>(resolve => (open = resolve))
  await reader.routeWebSocket(/\/realtime\//, async socket => {
    await opened
    socket.connectToServer()
  })
  const html = await (await reader.goto(address))?.text()
  expect(html).toContain('Before the render')
  // Hydrated, and not live.
  await reader.getByText(/Status: (connecting|polling)/).waitFor()
  await add(writer, 'After the render')
  await writer.getByText('After the render').waitFor()
  expect(await reader.getByText('After the render').count()).toBe(0)
  expect(reads).toEqual([])

  open()
  await reader.getByText('After the render').waitFor()
  await reader.getByText('Status: live').waitFor()
  expect(reads).toHaveLength(1)
  await context.close()
})
