import { launchBrowser } from '../../scripts/testing/browser.mjs'

/**
 * Starts the Chromium of the machine, and closes it when the group ends.
 *
 * @param {Pick<import('./group.mjs').GroupContext, 'defer'>} context
 */
export async function openChromium({ defer }) {
  const browser = await launchBrowser()
  defer(() => browser.close())
  return browser
}
