import type { CDPSession, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { soon } from '../support/person.ts'
import { idsOf, makeShot } from '../support/shots.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** A phone with a project open. */
async function phone(): Promise<{ page: Page; projectId: string; finger: CDPSession }> {
  const context = await studio.browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(studio.url)
  await page.waitForURL(/\/p\//)
  await page.locator('[data-testid=status-chip][data-status=live]').waitFor()
  const projectId = /\/p\/([\da-f-]+)/.exec(page.url())?.[1] ?? ''
  return { page, projectId, finger: await context.newCDPSession(page) }
}

describe('on a phone', () => {
  it('the shots are a view, a shot opens from it, and its pictures are put in order with a finger', async () => {
    const { page, projectId, finger } = await phone()
    const shot = await makeShot(studio, projectId, { positioned: 4 })
    const [one, two, three, four] = shot.positioned
    await page.getByRole('navigation', { name: 'Parts of the project' }).getByText('Shots').tap()
    await page.getByTestId('shot-row').getByText('4 pictures').tap()
    const order = idsOf(page, 'shot-image')
    await soon(order).toEqual(shot.positioned)

    const images = page.getByTestId('shot-image')
    await images.nth(2).scrollIntoViewIfNeeded()
    const [from, to] = [await images.nth(2).boundingBox(), await images.nth(0).boundingBox()]
    if (from === null || to === null) throw new Error('The pictures are not on screen.')
    const start = { x: from.x + from.width / 2, y: from.y + from.height / 2 }
    await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [start] })
    // Held long enough, it is in hand; a finger that moves sooner scrolls.
    await page.locator('[data-dragging]').waitFor()
    for (const part of [0.3, 0.7, 1])
      await finger.send('Input.dispatchTouchEvent', {
        type: 'touchMove',
        touchPoints: [
          {
            x: start.x + (to.x + to.width / 2 - start.x) * part,
            y: start.y + (to.y + to.height / 2 - start.y) * part,
          },
        ],
      })
    await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await soon(order).toEqual([three, one, two, four])
    // The finger that let go opened nothing.
    expect(await page.getByTestId('lightbox').count()).toBe(0)
  })

  it('all shots are a page that fits, and leads back to the pictures', async () => {
    const { page, projectId } = await phone()
    for (const name of ['One', 'Two']) await makeShot(studio, projectId, { name, positioned: 1 })
    await page.getByRole('navigation', { name: 'Parts of the project' }).getByText('Shots').tap()
    await page.getByTestId('shots-all').tap()
    await soon(() => page.getByTestId('shot-card').count()).toBe(2)
    const right = await page
      .getByTestId('shot-card')
      .evaluateAll(cards => Math.max(...cards.map(card => card.getBoundingClientRect().right)))
    expect(right).toBeLessThanOrEqual(390)
    // Nothing is to be found beside the page either.
    const aside = await page.getByRole('main').evaluate(main => getComputedStyle(main).overflowX)
    expect(aside).toBe('hidden')
    await page.getByRole('link', { name: 'Gallery', exact: true }).tap()
    await soon(() => page.getByTestId('gallery-item').count()).toBe(2)
  })
})
