import { chromium } from 'playwright-core'
import { findChrome, findHeadlessShell, noChrome } from '../lib/chrome.mjs'

/** @type {readonly string[]} */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of the machine's own Chrome or Chromium. Throws, saying how to get one, when there is none.
 * @returns {string}
 */
export function installedChrome() {
  const path = findChrome()
  if (path === undefined) throw noChrome()
  return path
}

/**
 * Starts the machine's own Chromium, without a window; the leanest that there is.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser() {
  return chromium.launch({
    executablePath: findHeadlessShell() ?? installedChrome(),
    args: [...flags],
  })
}
