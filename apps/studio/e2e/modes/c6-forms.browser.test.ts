import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { liveTab, soon, type Tab } from '../support/person.ts'
import { addShot } from '../support/pictures.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const count = ({ page }: Tab, group: string) =>
  page.locator(`[data-testid=task-group][data-group=${group}] [data-testid=task-count]`)

const badge = async (tab: Tab, group: string): Promise<string> =>
  ((await count(tab, group).textContent()) ?? '').trim()

test('mode 94: a name that is being typed is not overwritten when another saves one, and is saved where it was begun', async () => {
  const tab = await liveTab(studio)
  const [mine, other] = [await addShot(studio, tab, 'Before'), await addShot(studio, tab, 'Aside')]
  const shot = tab.page.locator(`[data-testid=shot-row][data-id="${mine}"]`)
  await shot.waitFor()
  await shot.hover()
  await shot.getByRole('button', { name: /^More/ }).click()
  await tab.page.getByTestId('shot-rename').click()
  const name = tab.page.getByTestId('name-input')
  await name.fill('Half a na')
  await studio.backend.sql(
    `update public.shots set name = name || ' by another' where id = any($1)`,
    [[mine, other]],
  )
  await tab.page.getByTestId('shot-row').filter({ hasText: 'Aside by another' }).waitFor()
  expect(await name.inputValue()).toBe('Half a na')
  await name.pressSequentially('me')
  await name.press('Enter')
  await shot.filter({ hasText: 'Half a name' }).waitFor()
  const names = async (): Promise<readonly unknown[]> => {
    const { rows } = await studio.backend.sql(
      'select name from public.shots where id = any($1) order by name',
      [[mine, other]],
    )
    return rows.map(one => one['name'])
  }
  await soon(names).toEqual(['Aside by another', 'Half a name'])
})

test('mode 94: a prompt survives a burst of events, letter by letter', async () => {
  const tab = await liveTab(studio)
  const text = 'a long walk through the fog'
  const typing = tab.page.getByTestId('prompt-input').pressSequentially(text)
  await studio.backend.sql(
    `insert into public.tasks (project_id, status, params)
     select $1::uuid, 'Failed', jsonb_build_object('prompt', 'burst ' || n)
     from generate_series(1, 100) n`,
    [tab.project()],
  )
  await typing
  await soon(() => badge(tab, 'Failed')).toBe('100')
  expect(await tab.page.getByTestId('prompt-input').inputValue()).toBe(text)
})
