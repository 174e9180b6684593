import { chromium, type Browser } from 'playwright-core'
import { findChrome } from '../../../../scripts/lib/chrome.mjs'

/** Starts the machine's own Chrome or Chromium, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChrome()
  if (executablePath === undefined)
    throw new Error('No Chrome or Chromium was found. Run `npm test`, which says how to get one.')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
