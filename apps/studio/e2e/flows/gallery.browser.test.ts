import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hold } from '../support/hold.ts'
import { liveTab, soon, twoTabs, type Tab } from '../support/person.ts'
import { addPicture, addPictures, addShot, pictureUrl, shownPictures } from '../support/pictures.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const tile = (page: Page, id: string) => page.locator(`[data-testid=gallery-item][data-id="${id}"]`)
const total = ({ page }: Tab): Promise<string | null> =>
  page.getByTestId('gallery-total').textContent()

async function star(page: Page, id: string): Promise<void> {
  await page.bringToFront()
  await tile(page, id).hover()
  await tile(page, id).getByTestId('star').click()
}

/** A task that is done, and its picture. */
async function addPictureOfTask(tab: Tab): Promise<void> {
  const task = crypto.randomUUID()
  await studio.backend.sql(
    `insert into public.tasks (id, project_id, status, params, output_location, generation_processed_at)
     values ($1, $2, 'Complete', '{"prompt":"a lake"}', $3, now())`,
    [task, tab.project(), pictureUrl(studio)],
  )
  await studio.backend.sql(
    `insert into public.generations (project_id, location, tasks, params)
     values ($1, $2, jsonb_build_array($3::text), '{"prompt":"a lake"}')`,
    [tab.project(), pictureUrl(studio), task],
  )
}

describe('stars', () => {
  it('F8: are on screen before they are saved, and then in every tab and list', async () => {
    const [here, there] = await twoTabs(studio)
    const id = await addPicture(studio, here)
    await tile(there.page, id).waitFor()
    await there.page.getByTestId('filter-starred').click()
    await there.page.getByText('No stars yet').waitFor()

    const release = await hold(here.page, /rest\/v1\/generations/, 'PATCH')
    await star(here.page, id)
    await here.page.locator('[data-testid=gallery-item][data-starred]').waitFor()
    expect(await there.pictures()).toBe(0)
    release()
    await soon(() => shownPictures(there.page)).toEqual([id])

    // In the page of stars it leaves at once, with its place in the total.
    const hide = await hold(there.page, /rest\/v1\/generations/, 'PATCH')
    await star(there.page, id)
    await soon(() => total(there)).toBe('0')
    hide()
    await here.page.locator('[data-testid=gallery-item]:not([data-starred])').waitFor()
  })

  it('F8: are on screen at once too on the picture of a task, which then goes into a shot at once', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    await addPictureOfTask(tab)
    await addShot(studio, tab, 'Opening')
    await page.locator('[data-testid=task-group][data-group=Succeeded]').click()
    await page.getByTestId('task-output').click()
    const lightbox = page.getByTestId('lightbox')
    const release = await hold(page, /rest\/v1\/generations/, 'PATCH')
    await lightbox.getByTestId('star').click()
    await lightbox.locator('[data-testid=star][aria-pressed=true]').waitFor()
    release()
    const add = await hold(page, /rpc\/add_generation_to_shot/, 'POST')
    await lightbox.getByTestId('add-to-shot').click()
    await page.getByTestId('add-to-shot-option').click()
    await lightbox.getByTestId('add-to-shot').click()
    await page.locator('[data-testid=add-to-shot-option] .lucide-check').waitFor()
    add()
  })

  it('F8: that could not be saved are taken back, with one word about it', async () => {
    const [here] = await twoTabs(studio)
    const id = await addPicture(studio, here)
    await tile(here.page, id).waitFor()
    await here.page.route(/rest\/v1\/generations/, route =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    )
    await star(here.page, id)
    await here.page.getByTestId('notice').filter({ hasText: 'The star was not saved' }).waitFor()
    await here.page.locator('[data-testid=gallery-item]:not([data-starred])').waitFor()
    expect(await here.page.getByTestId('notice').count()).toBe(1)
  })
})

it('the focus is where it was when the picture of a task was opened that is not among those on screen', async () => {
  const tab = await liveTab(studio)
  const { page } = tab
  await addPictureOfTask(tab)
  await page.getByTestId('filter-starred').click()
  await page.getByText('No stars yet').waitFor()
  await page.locator('[data-testid=task-group][data-group=Succeeded]').click()
  await page.getByTestId('task-output').press('Enter')
  await page.getByTestId('lightbox').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('lightbox').waitFor({ state: 'detached' })
  await page.locator('[data-testid=task-output]:focus').waitFor()
})

describe('a deleted picture', () => {
  it('F9: leaves at once here, and the gallery, shots and lightbox of the other tab', async () => {
    const [here, there] = await twoTabs(studio)
    const [older = '', newer = ''] = await addPictures(studio, here, 2)
    await addShot(studio, here, 'Opening', [newer])
    await tile(there.page, newer).waitFor()
    await there.page.getByTestId('shot-row').getByText('1 picture').waitFor()
    await there.page.bringToFront()
    await tile(there.page, newer).getByRole('button', { name: /^Open/ }).click()

    await here.page.bringToFront()
    await tile(here.page, newer).getByRole('button', { name: /^Open/ }).click()
    await here.page.getByTestId('lightbox-shot').waitFor()
    await here.page.keyboard.press('Delete')
    await here.page.getByText('the shot “Opening”').waitFor()
    const release = await hold(here.page, /rest\/v1\/generations/, 'DELETE')
    await here.page.getByTestId('confirm').click()
    await soon(() => here.page.getByTestId('lightbox').getAttribute('data-id')).toBe(older)
    await soon(() => shownPictures(here.page)).toEqual([older])
    await soon(() => total(here)).toBe('1')
    expect(await there.pictures()).toBe(2)
    release()

    await soon(() => there.page.getByTestId('lightbox').getAttribute('data-id')).toBe(older)
    await there.page.getByText('was deleted elsewhere').waitFor()
    await soon(() => shownPictures(there.page)).toEqual([older])
    await there.page.getByTestId('shot-row').getByText('1 picture').waitFor({ state: 'detached' })
    // The one who deleted it is not told so.
    expect(await here.page.getByText('was deleted elsewhere').count()).toBe(0)
  })

  it('F9: that could not be deleted is back, with one word about it', async () => {
    const [here] = await twoTabs(studio)
    const id = await addPicture(studio, here)
    await tile(here.page, id).getByRole('button', { name: /^Open/ }).click()
    await here.page.route(/rest\/v1\/generations/, route =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    )
    await here.page.getByTestId('delete-generation').click()
    await here.page.getByTestId('confirm').click()
    await here.page.getByTestId('lightbox').waitFor({ state: 'detached' })
    await here.page
      .getByTestId('notice')
      .filter({ hasText: 'The picture was not deleted' })
      .waitFor()
    await tile(here.page, id).waitFor()
    expect(await total(here)).toBe('1')
  })
})

describe('a better file that comes later', () => {
  it('F15: takes the place of the old one without a flash, in both tabs', async () => {
    const tabs = await twoTabs(studio)
    const id = await addPicture(studio, tabs[0])
    for (const { page } of tabs) {
      await tile(page, id).locator('img[data-shown]').waitFor()
      await tile(page, id)
        .locator('img')
        .evaluate(image => {
          const hidden: string[] = []
          Object.assign(globalThis, { hidden })
          new MutationObserver(() => {
            if (!image.isConnected) hidden.push('remounted')
            if (!image.hasAttribute('data-shown')) hidden.push('hidden')
          }).observe(document.body, { attributes: true, childList: true, subtree: true })
        })
    }
    await studio.backend.sql(
      'update public.generations set thumbnail_url = $2, location = $3 where id = $1',
      [id, pictureUrl(studio, 'better'), pictureUrl(studio, 'best')],
    )
    for (const { page } of tabs) {
      await page.bringToFront()
      await tile(page, id)
        .locator(`img[src="${pictureUrl(studio, 'better')}"]`)
        .waitFor()
      expect(
        await page.evaluate(() => (globalThis as unknown as { hidden: string[] }).hidden),
      ).toEqual([])
    }
  })
})

/** The smallest picture there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: PNG })

describe('an upload', () => {
  it('F14: is in sight at once and ends on its row, in the same tile; the other tab gets it too', async () => {
    const [here, there] = await twoTabs(studio)
    const release = await hold(here.page, /storage\/v1\/object/, 'POST')
    await here.page.getByTestId('upload-input').setInputFiles([png('one.png'), png('two.png')])
    await soon(() => here.page.getByTestId('upload-progress').count()).toBe(2)
    const waiting = await shownPictures(here.page)
    await here.page.getByTestId('gallery-item').evaluateAll(tiles => {
      for (const each of tiles) each.setAttribute('data-same', 'true')
    })
    expect(await there.pictures()).toBe(0)
    release()
    await here.page.getByTestId('upload-progress').first().waitFor({ state: 'detached' })
    await soon(() => here.page.getByTestId('upload-progress').count()).toBe(0)
    await soon(() => total(here)).toBe('2')
    expect(new Set(await shownPictures(here.page))).toEqual(new Set(waiting))
    expect(await here.page.locator('[data-testid=gallery-item][data-same]').count()).toBe(2)
    await soon(async () => new Set(await shownPictures(there.page))).toEqual(new Set(waiting))
    const { rows } = await studio.backend.sql(
      `select distinct type, params ->> 'tool_type' as tool from public.generations where project_id = $1`,
      [here.project()],
    )
    expect(rows).toEqual([{ type: 'image/png', tool: 'upload' }])
    await there.page.bringToFront()
    await there.page
      .locator('[data-testid=gallery-item] img[src*=thumb][data-shown]')
      .first()
      .waitFor()
  })

  it('F14: that fails says why in its tile; trying again makes one picture, not two', async () => {
    const [here] = await twoTabs(studio)
    // The row is written, and its answer is lost on the way.
    let lost = 0
    await here.page.route(/rest\/v1\/generations/, async route => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost += 1
      await route.fetch()
      await route.abort()
    })
    await here.page.getByTestId('upload-input').setInputFiles(png('lost.png'))
    const failed = here.page.getByTestId('upload-failed')
    await failed.getByText('cannot be reached').waitFor()
    await failed.getByRole('button', { name: 'Try again' }).click()
    await failed.waitFor({ state: 'detached' })
    await soon(() => here.page.getByTestId('upload-progress').count()).toBe(0)
    await soon(() => total(here)).toBe('1')
    expect(await here.pictures()).toBe(1)
  })

  it('F14: of what is no picture, or too large, is refused before it is sent', async () => {
    const [here] = await twoTabs(studio)
    await here.page
      .getByTestId('upload-input')
      .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
    await here.page.getByText('is not a picture that can be uploaded').waitFor()
    await here.page
      .getByTestId('upload-input')
      .setInputFiles({ ...png('vast.png'), buffer: Buffer.alloc(11 * 1024 * 1024) })
    await here.page.getByText('10 MB is the most').waitFor()
    // Named as a picture, and none.
    await here.page
      .getByTestId('upload-input')
      .setInputFiles({ ...png('broken.png'), buffer: Buffer.from('not a picture') })
    await here.page.getByText('cannot read it as a picture').waitFor()
    await here.page.getByRole('button', { name: 'Dismiss' }).last().waitFor()
    expect(await total(here)).toBe('0')
  })

  it('F14: can be dropped on the gallery, and pasted', async () => {
    const [here] = await twoTabs(studio)
    const data = await here.page.evaluateHandle(base64 => {
      const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }))
      return transfer
    }, PNG.toString('base64'))
    const area = here.page.getByTestId('upload-area')
    await area.dispatchEvent('dragover', { dataTransfer: data })
    await here.page.getByText('Drop to upload').waitFor()
    await area.dispatchEvent('drop', { dataTransfer: data })
    await soon(() => total(here)).toBe('1')
    await here.page.evaluate(
      clipboardData =>
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true })),
      data,
    )
    await soon(() => total(here)).toBe('2')
    await here.page.getByText('Drop to upload').waitFor({ state: 'detached' })
  })
})
