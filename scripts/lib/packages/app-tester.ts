import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { launchBrowser } from '../../testing/browser.mjs'
import { strangerWith, type Stranger } from './stranger.ts'

/** For the tests of a file: examples/`name` at a stranger's, who comes before them and leaves after them. */
export function exampleAtStranger(name: string): () => Stranger {
  let stranger: Stranger | undefined
  beforeAll(async () => {
    stranger = await strangerWith(name, inject('packed'))
  })
  afterAll(() => stranger?.leave())
  return () => stranger ?? expect.fail(`Nobody has ${name}.`)
}

/** For the tests of a file: a browser, opened before them and closed after them. */
export function openBrowser(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  return () => browser ?? expect.fail('No browser is open.')
}

/** Starts a local backend there, and names it in .env.local, as a README says for a project of one's own. */
export async function startBackend(
  { folder, start }: Stranger,
  variable: string,
  ...more: readonly string[]
): Promise<string> {
  const url = await start('everfresh-local', ['--port', '0'], /^url +(http:\S+)/m)
  await writeFile(join(folder, '.env.local'), [`${variable}=${url}`, ...more, ''].join('\n'))
  return url
}

/** Checks the types of an app, builds it by Vite, and serves that. Returns its address. */
export async function serveBuilt({ run, start }: Stranger, compiler: string): Promise<string> {
  await run(compiler, '--noEmit')
  await run('vite', 'build')
  const args = ['preview', '--host', '127.0.0.1', '--port', '0']
  return await start('vite', args, /(http:\/\/127\.0\.0\.1:\d+)/)
}

/** The page at `address`, once it says that it is live. */
export async function live(page: Page, address: string): Promise<Page> {
  await page.goto(address)
  await page.getByText('Status: live').waitFor()
  return page
}

export async function add(page: Page, title: string): Promise<void> {
  await page.getByLabel('What to do').fill(title)
  await page.getByRole('button', { name: 'Add' }).click()
}
