import { chromium, type Browser } from 'playwright-core'
import { findChrome, findHeadlessShell } from '../lib/chrome.mjs'

export const flags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of the machine's own Chrome or Chromium. */
export function installedChrome(): string {
  const path = findChrome()
  if (path === undefined)
    throw new Error('No Chrome or Chromium was found. Run `npm test`, which says how to get one.')
  return path
}

/** Starts the machine's own Chromium, without a window; the leanest that there is. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findHeadlessShell() ?? installedChrome(),
    args: [...flags],
  })
}
