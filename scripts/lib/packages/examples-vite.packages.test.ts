import { expect, test } from 'vitest'
import { exampleAtStranger, openBrowser, serveBuilt, startBackend } from './app-tester.ts'

const getStranger = exampleAtStranger('vite')
const getBrowser = openBrowser()

test('the packages, installed by npm into an app, compile, build and keep two tabs alike', async () => {
  const stranger = getStranger()
  const url = await startBackend(stranger, 'VITE_SUPABASE_URL')
  const address = await serveBuilt(stranger, 'tsc')

  const context = await getBrowser().newContext()
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
  // Its SQL comes in another package than the command.
  const written = await stranger.run('everfresh', 'feed', 'init', '--dir', 'migrations')
  expect(written).toMatch(/^Written: migrations.\d{14}_everfresh_feed\.sql/)
})
