import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hold } from '../support/hold.ts'
import { onStoppedClock, openOnClock } from '../support/page-clock.ts'
import { liveTab, newPerson, soon, type Tab } from '../support/person.ts'
import { addPicture, addPictures, addShot, shownPictures } from '../support/pictures.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const total = ({ page }: Tab): Promise<string | null> =>
  page.getByTestId('gallery-total').textContent()

describe('the filters of the gallery', () => {
  it('leave what each asks for, together and alone', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const sea = await addPicture(studio, tab, { prompt: 'A quiet Sea' })
    const star = await addPicture(studio, tab, { prompt: 'A seal', starred: true })
    const film = await addPicture(studio, tab, {
      prompt: 'A film of the sea',
      type: 'video',
      tool: 'travel-between-images',
    })
    const own = await addPicture(studio, tab, {
      prompt: 'holiday.png',
      type: 'image/png',
      tool: 'upload',
    })
    const shot = await addShot(studio, tab, 'Opening', [sea, own])
    await addShot(studio, tab, 'Ending', [star])
    const shows = async (...ids: string[]): Promise<void> => {
      await soon(() => shownPictures(page)).toEqual(ids)
      await soon(() => total(tab)).toBe(String(ids.length))
    }
    const clear = async (): Promise<void> => {
      await page.goto(`${studio.url}p/${tab.project()}`)
      await shows(own, film, star, sea)
    }
    await shows(own, film, star, sea)

    await page.getByTestId('filter-media').selectOption('video')
    await shows(film)
    await page.getByTestId('filter-media').selectOption('image')
    await shows(own, star, sea)
    await page.getByTestId('filter-starred').click()
    await shows(star)
    await clear()

    await page.getByTestId('filter-tool').selectOption('upload')
    await shows(own)
    await clear()

    await page.getByTestId('filter-shot').selectOption({ label: 'Opening' })
    await shows(own, sea)
    await studio.backend.sql(
      'update public.shot_generations set position = null where shot_id = $1 and generation_id = $2',
      [shot, sea],
    )
    await page.getByTestId('filter-unplaced').click()
    await shows(sea)
    await page.getByTestId('filter-shot').selectOption({ label: 'In no shot' })
    await shows(film)
  })

  it('search the prompts as one types, and mean each letter as it is', async () => {
    const tab = await openOnClock(studio)
    const { page } = tab
    await tab.untilCaughtUp()
    const sale = await addPicture(studio, tab, { prompt: 'A sign: 50% off, today_only' })
    await addPicture(studio, tab, { prompt: 'A sign: 500 off, todayXonly' })
    await soon(() => shownPictures(page)).toHaveLength(2)
    const reads = tab.reads.length
    // As fast as one can type, however slow the machine is.
    await onStoppedClock(page, () =>
      page.getByTestId('gallery-search').pressSequentially('50% OFF, today_'),
    )
    await soon(() => shownPictures(page)).toEqual([sale])
    expect(await page.getByTestId('gallery-search').inputValue()).toBe('50% OFF, today_')
    // Typing is one search or two, not one for each letter.
    const searches = tab.reads.slice(reads).filter(table => table === 'generations').length
    expect(searches).toBeLessThan(8)
  })

  it('are in the address: reloading keeps them, going back takes the last one back', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const star = await addPicture(studio, tab, { prompt: 'A starred sea', starred: true })
    const plain = await addPicture(studio, tab, { prompt: 'A plain sea' })
    await soon(() => shownPictures(page)).toEqual([plain, star])
    await page.getByTestId('filter-starred').click()
    await page.getByTestId('gallery-search').fill('starred')
    await page.waitForURL(/q=starred/)
    await page.reload()
    await soon(() => shownPictures(page)).toEqual([star])
    expect(await page.getByTestId('gallery-search').inputValue()).toBe('starred')
    expect(await page.getByTestId('filter-starred').getAttribute('aria-pressed')).toBe('true')
    await page.goBack()
    await soon(() => page.getByTestId('gallery-search').inputValue()).toBe('')
    await page.goBack()
    await soon(() => shownPictures(page)).toEqual([plain, star])
  })

  it('that leave nothing say so, and how to see the rest again', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const only = await addPicture(studio, tab)
    await soon(() => shownPictures(page)).toEqual([only])
    await page.getByTestId('gallery-search').fill('a unicorn')
    await page.getByText('No picture matches').waitFor()
    await soon(() => total(tab)).toBe('0')
    await page.getByTestId('clear-filters').click()
    await soon(() => shownPictures(page)).toEqual([only])
    expect(await page.getByTestId('gallery-search').inputValue()).toBe('')
  })
})

describe('the pages of the gallery', () => {
  it('are fetched ahead: the next is there before it is turned to', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const ids = (await addPictures(studio, tab, 100)).toReversed()
    await soon(() => shownPictures(page)).toEqual(ids.slice(0, 45))
    const second = page.waitForResponse(/generations\?.*offset=45&limit=45/)
    await page.reload()
    await soon(() => shownPictures(page)).toEqual(ids.slice(0, 45))
    await second
    await tab.untilLive()
    // The page is turned to without the network: it is here already.
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Next page' }).click()
    await soon(() => shownPictures(page)).toEqual(ids.slice(45, 90))
    await page.context().setOffline(false)
  })

  it('have twenty pictures on a phone', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    await addPictures(studio, tab, 21)
    await soon(tab.pictures).toBe(21)
    await page.setViewportSize({ width: 390, height: 844 })
    await soon(tab.pictures).toBe(20)
    await page.getByText('Page 1 of 2').waitFor()
  })

  it('keep the page before in sight, dimmed, until the new one is there', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const ids = (await addPictures(studio, tab, 100)).toReversed()
    await soon(() => shownPictures(page)).toEqual(ids.slice(0, 45))
    const release = await hold(page, /generations\?.*ilike/)
    await page.getByTestId('gallery-search').fill('picture 1')
    await page.locator('[data-testid=gallery][data-turning]').waitFor()
    expect(await shownPictures(page)).toEqual(ids.slice(0, 45))
    release()
    // picture 1, 10 to 19 and 100.
    await soon(tab.pictures).toBe(12)
    await page.locator('[data-testid=gallery]:not([data-turning])').waitFor()
  })

  it('mode 59: the last page that goes in another tab gives way to the one before', async () => {
    const person = await newPerson(studio)
    const tab = await person.open()
    await tab.untilLive()
    const ids = (await addPictures(studio, tab, 46)).toReversed()
    await soon(tab.pictures).toBe(45)
    await tab.page.getByRole('button', { name: 'Next page' }).click()
    await soon(() => shownPictures(tab.page)).toEqual([ids[45]])
    await studio.backend.sql('delete from public.generations where id = $1', [ids[45]])
    await tab.page.waitForURL(url => !url.search.includes('page'))
    await soon(() => shownPictures(tab.page)).toEqual(ids.slice(0, 45))
    await soon(() => total(tab)).toBe('45')
  })
})
