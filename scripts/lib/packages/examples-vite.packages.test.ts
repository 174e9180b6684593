import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser } from './app-tester.ts'
import { strangerWith, type Stranger } from './stranger.ts'

let stranger: Stranger
let browser: Browser

beforeAll(async () => {
  stranger = await strangerWith('vite', inject('packed'))
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stranger?.leave()
})

test('the packages, installed by npm into an app, compile, build and keep two tabs alike', async () => {
  const url = await stranger.start('everfresh-local', ['--port', '0'], /^url +(http:\S+)/m)
  // As its README says for a project of one's own.
  await writeFile(join(stranger.folder, '.env.local'), `VITE_SUPABASE_URL=${url}\n`)
  await stranger.run('tsc', '--noEmit')
  await stranger.run('vite', 'build')
  const address = await stranger.start(
    'vite',
    ['preview', '--host', '127.0.0.1', '--port', '0'],
    /(http:\/\/127\.0\.0\.1:\d+)/,
  )

  const context = await browser.newContext()
  const [one, other] = [await context.newPage(), await context.newPage()]
  await one.goto(address)
  await one.getByRole('button', { name: 'live' }).waitFor()
  await other.goto(address)
  await other.getByRole('button', { name: 'live' }).waitFor()

  await one.getByLabel('What is to be done?').fill('Buy milk')
  await one.getByRole('button', { name: 'Add' }).click()
  await other.getByRole('checkbox', { name: 'Buy milk' }).check()
  await one.getByRole('checkbox', { name: 'Buy milk', checked: true }).waitFor()
  await one.getByRole('button', { name: 'Remove Buy milk' }).click()
  await other.getByText('Nothing to do').waitFor()
  await context.close()

  const told = await stranger.run('everfresh', 'doctor', '--env-file', '.env', '--url', url)
  expect(told).toMatch(/^11 checks: 6 ok/m)
})
