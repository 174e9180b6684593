import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { add, launchBrowser, live } from './app-tester.ts'
import { strangerWith, type Stranger } from './stranger.ts'

let stranger: Stranger
let browser: Browser

beforeAll(async () => {
  stranger = await strangerWith('vue-query', inject('packed'))
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stranger?.leave()
})

test('two tabs of a Vue app agree over the same core', async () => {
  const backend = await stranger.start('everfresh-local', ['--port', '0'], /^url +(http:\S+)/m)
  await writeFile(join(stranger.folder, '.env.local'), `VITE_SUPABASE_URL=${backend}\n`)
  await stranger.run('vue-tsc', '--noEmit')
  await stranger.run('vite', 'build')
  const address = await stranger.start(
    'vite',
    ['preview', '--host', '127.0.0.1', '--port', '0'],
    /(http:\/\/127\.0\.0\.1:\d+)/,
  )
  const context = await browser.newContext()
  const one = await live(await context.newPage(), address)
  const other = await live(await context.newPage(), address)
  await add(one, 'Buy milk')
  await other.getByText('Buy milk').waitFor()
  await context.close()
})
