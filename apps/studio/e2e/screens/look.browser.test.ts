import { gzipSync } from 'node:zlib'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

const FIRST_LOAD_KB = 250
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1360, height: 860 }

let studio: Studio
let tab: Tab
let page: Page
let shotId: string

beforeAll(async () => {
  studio = await startStudio({ worker: false })
  const person = await newPerson(studio)
  tab = await person.open()
  page = tab.page
  shotId = await furnish(tab.project())
  await page.getByTestId('gallery-item').nth(5).waitFor()
})
afterAll(() => studio.stop())

const DRAWN = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='30'%3E%3Crect width='40' height='30' fill='teal'/%3E%3C/svg%3E`

/** Something of everything: pictures with and without a star, shots, tasks of each kind. Returns a shot's id. */
async function furnish(projectId: string): Promise<string> {
  const shot = crypto.randomUUID()
  await studio.backend.sql(
    `insert into public.generations (project_id, location, params, starred)
     select $1::uuid, $2, jsonb_build_object('prompt', 'picture ' || n), n % 3 = 0
     from generate_series(1, 6) n`,
    [projectId, DRAWN],
  )
  await studio.backend.sql(
    `insert into public.shots (id, project_id, name) values ($1, $2, 'Opening')`,
    [shot, projectId],
  )
  await studio.backend.sql(
    `insert into public.shot_generations (shot_id, generation_id, position)
     select $1::uuid, id, nullif(row_number() over (order by id), 4) from public.generations
     where project_id = $2 limit 4`,
    [shot, projectId],
  )
  await studio.backend.sql(
    `insert into public.tasks (project_id, params)
     select $1::uuid, jsonb_build_object('prompt', 'task ' || n) from generate_series(1, 3) n`,
    [projectId],
  )
  return shot
}

/** What axe calls serious or critical about the page as it is now. */
async function serious(): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await page.addScriptTag({ content: axe.source })
  // What is only fading in has no contrast yet.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(animation => animation.finished.catch(() => undefined)),
    ),
  )
  const violations = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe }
    return (await inPage.run()).violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/** How to get to each screen from the gallery, and what is on it. */
const screens: Record<string, () => Promise<void>> = {
  gallery: () => page.getByTestId('gallery-item').first().waitFor(),
  lightbox: async () => {
    await page.getByTestId('gallery-item').first().getByRole('button', { name: /^Open/ }).click()
    await page.getByTestId('lightbox').waitFor()
  },
  'all shots': async () => {
    await page.goto(`${studio.url}p/${tab.project()}/shots`)
    await page.getByTestId('shot-card').first().waitFor()
  },
  'shot editor': async () => {
    await page.goto(`${studio.url}p/${tab.project()}/shots/${shotId}`)
    await page.getByTestId('shot-image').first().waitFor()
  },
  settings: async () => {
    await page.getByTestId('settings').click()
    await page.getByTestId('setting-notes').waitFor()
  },
  account: async () => {
    await page.getByTestId('account').click()
    await page.getByTestId('keep-work').waitFor()
  },
  'keep your work': async () => {
    await page.getByTestId('account').click()
    await page.getByTestId('keep-work').click()
    await page.getByTestId('sign-up-submit').click()
    await page.getByText('Enter your e-mail address.').waitFor()
  },
  status: async () => {
    await page.getByTestId('status-chip').click()
    await page.getByTestId('status-age').waitFor()
  },
  shortcuts: async () => {
    await page.keyboard.press('?')
    await page.getByTestId('shortcuts').waitFor()
  },
  'a project that is gone': async () => {
    await page.goto(`${studio.url}p/${crypto.randomUUID()}`)
    await page.getByTestId('project-gone').waitFor()
  },
  'an address of nothing': async () => {
    await page.goto(`${studio.url}nowhere`)
    await page.getByTestId('not-found').waitFor()
  },
}

async function visit(name: string): Promise<void> {
  await page.goto(`${studio.url}p/${home}`)
  await page.getByTestId('gallery-item').first().waitFor()
  await screens[name]?.()
}
let home = ''
beforeAll(() => {
  home = tab.project()
})

test.for(Object.keys(screens))('axe finds nothing serious: %s, light and dark', async name => {
  await page.setViewportSize(DESK)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await visit(name)
  const light = await serious()
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  expect({ light, dark: await serious() }).toEqual({ light: [], dark: [] })
})

test.for(['gallery', 'shot editor', 'settings'])(
  'axe finds nothing serious on a phone: %s',
  async name => {
    await page.setViewportSize(PHONE)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await visit(name)
    expect(await serious()).toEqual([])
  },
)

test('nothing is cut off or needs scrolling sideways, from the smallest phone to the widest screen', async () => {
  await visit('gallery')
  for (const width of [360, 390, 719, 720, 1024, 1180, 1920, 2560]) {
    await page.setViewportSize({ width, height: 860 })
    // The page hears of its new width a moment later.
    await soon(async () => ({ width, ...(await tooWide()) })).toEqual({
      width,
      scrolls: false,
      outside: [],
    })
  }
})

/** What is cut off on the right, and whether one has to scroll sideways. */
function tooWide(): Promise<{ scrolls: boolean; outside: (string | null)[] }> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    const controls = [...document.querySelectorAll('header button, header a, main button')]
    const outside = controls
      .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter(one => one.getBoundingClientRect().right > edge + 1)
      // The filters of a phone are one line, pushed along by a finger.
      .filter(one => one.closest('[role=search]') === null)
      .map(one => one.getAttribute('aria-label') ?? one.textContent)
    return { scrolls: document.documentElement.scrollWidth > edge, outside }
  })
}

/** What has the focus: its name, and whether a person can see that it has. */
async function focused(): Promise<{ name: string; visible: boolean }> {
  return page.evaluate(() => {
    const one = document.activeElement
    if (one === null) return { name: '', visible: false }
    // A field may leave it to the frame around it.
    const around = [one, one.parentElement, one.parentElement?.parentElement]
    const visible = around.some(each => {
      const style = each instanceof Element ? getComputedStyle(each) : undefined
      return style !== undefined && style.outlineStyle !== 'none' && style.outlineWidth !== '0px'
    })
    const label = one.getAttribute('data-testid') ?? one.getAttribute('aria-label')
    return { name: label ?? one.textContent.trim(), visible }
  })
}

test('everything is reached by Tab, in sight, and the first stop leads past the header', async () => {
  await page.setViewportSize(DESK)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await visit('gallery')
  const stops: { name: string; visible: boolean }[] = []
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press('Tab')
    stops.push(await focused())
  }
  const names = stops.map(({ name }) => name)
  expect(names[0]).toBe('Skip to the pictures')
  expect(names).toEqual(
    expect.arrayContaining([
      'project-switcher',
      'status-chip',
      'settings',
      'account',
      'prompt-input',
    ]),
  )
  expect(stops.filter(({ visible }) => !visible)).toEqual([])

  await page.getByText('Skip to the pictures').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  expect((await focused()).name).toBe('prompt-input')
})

test('the keys of the help do what it says, and nothing where something is typed', async () => {
  await visit('gallery')
  await page.keyboard.press('p')
  expect((await focused()).name).toBe('prompt-input')
  await page.keyboard.type('p?/')
  expect(await page.getByTestId('prompt-input').inputValue()).toBe('p?/')
  expect(await page.getByTestId('shortcuts').count()).toBe(0)
  await page.getByTestId('prompt-input').fill('')
  await page.getByTestId('prompt-input').blur()
  await page.keyboard.press('/')
  expect((await focused()).name).toBe('gallery-search')
})

test(`what is loaded at first is at most ${FIRST_LOAD_KB} kB of gzipped JavaScript`, async () => {
  const html = await (await fetch(studio.url)).text()
  const sources = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    ([, path]) => path,
  )
  const sizes = await Promise.all(
    sources.map(async path => {
      const text = await (await fetch(new URL(path ?? '', studio.url))).text()
      return gzipSync(text).byteLength / 1_000
    }),
  )
  expect(sources.length).toBeGreaterThan(0)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(FIRST_LOAD_KB)
})
