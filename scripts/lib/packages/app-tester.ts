import { chromium, type Browser, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findChrome, findHeadlessShell } from '../chrome.mjs'

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findHeadlessShell() ?? findChrome() ?? expect.fail('There is no Chromium.'),
    args: ['--no-sandbox', '--disable-gpu'],
  })
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
