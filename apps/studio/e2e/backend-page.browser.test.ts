import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { launchBrowser } from '../../../scripts/testing/browser.mjs'

let browser: Browser
let backend: LocalBackend
let page: Page
let complaints: string[]

beforeAll(async () => {
  browser = await launchBrowser()
  backend = await testBackend({ faults: true })
  await backend.sql(`
    create table public.notes (id text primary key, body text);
    alter publication supabase_realtime add table public.notes`)
})
afterAll(async () => {
  await browser.close()
  await backend.stop()
})
beforeEach(async () => {
  page = await browser.newPage()
  complaints = []
  // What the policy for content forbids is complained of on the console.
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(backend.url)
})
afterEach(async () => {
  backend.faults.reset()
  expect(complaints).toEqual([])
  await page.close()
})

const text = (id: string): Promise<string> => page.locator(`#${id}`).innerText()

const client = (): SupabaseClient =>
  createClient(backend.url, backend.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  })

describe('the page at /', () => {
  it('shows versions, keys and tables, and what to do while nobody is there', async () => {
    await expect.poll(() => text('facts')).toMatch(/PostgreSQL\s*17\..*fast/s)
    expect(await text('keys')).toContain(backend.anonKey)
    await expect.poll(() => text('tables')).toMatch(/notes.*off.*published/s)
    await expect.poll(() => text('sockets')).toMatch(/Nobody is connected/)
  })

  it('shows channels and changes as they come, and what a stranger wrote only as text', async () => {
    await expect.poll(() => text('sockets')).toMatch(/Nobody is connected/)
    const markup = '<img src=x onerror=alert(1)>'
    const supabase = client()
    const filter = { event: '*', schema: 'public', table: 'notes' } as const
    await new Promise(resolve => {
      const channel = supabase.channel(markup).on('system', {}, resolve)
      channel.on('postgres_changes', filter, () => undefined).subscribe()
    })
    await expect.poll(() => text('sockets')).toContain(`${markup} anon`)
    expect(await text('sockets')).toContain('→ * public.notes')
    await backend.sql('insert into public.notes values ($1, $2)', [markup, 'private words'])
    await expect.poll(() => text('changes')).toMatch(/INSERT.*notes.*id=<img.*1 channel/s)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.content()).not.toContain('private words')
    await supabase.removeAllChannels()
  })

  it('shows a request with its status and whose it was', async () => {
    await client().from('nowhere').select()
    await expect.poll(() => text('requests')).toMatch(/GET.*\/rest\/v1\/nowhere.*404.*anon/s)
  })

  it('breaks a part by a button, and mends it', async () => {
    await page.getByRole('button', { name: 'REST 503' }).click()
    await expect.poll(() => text('faults')).toContain('http-error service=rest status=503')
    expect((await client().from('notes').select().retry(false)).status).toBe(503)
    await page.getByRole('button', { name: 'Mend everything' }).click()
    await expect.poll(() => text('faults')).not.toContain('http-error')
    expect((await client().from('notes').select()).status).toBe(200)
  })

  it('presses no button for a fault that strikes only a part, or no more', async () => {
    backend.faults.add({ type: 'realtime-off' }, { afterMs: 3_600_000 })
    backend.faults.add({ type: 'frame-skip' }, { table: 'notes' })
    await expect.poll(() => text('faults')).toMatch(/realtime-off.*not yet; has not struck/s)
    expect(await text('fault-count')).toBe('1 active')
    const pressed = (name: string): Promise<string | null> =>
      page.getByRole('button', { name }).getAttribute('aria-pressed')
    expect([await pressed('Realtime off'), await pressed('Changes lost')]).toEqual([
      'false',
      'false',
    ])
  })

  it('mends a database that pauses', async () => {
    await page.getByRole('button', { name: 'Database pauses' }).click()
    await expect.poll(() => text('faults')).toContain('database-pause')
    await page.getByRole('button', { name: 'Mend', exact: true }).click()
    await expect.poll(() => text('faults')).not.toContain('database-pause')
  })

  it('has nothing sideways to scroll on a phone', async () => {
    await page.setViewportSize({ width: 380, height: 800 })
    await expect.poll(() => text('tables')).toContain('notes')
    const wide = (): Promise<number> =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
    expect(await wide()).toBe(0)
  })
})

it('says how faults are switched on where they are off', async () => {
  const plain = await testBackend()
  await page.goto(plain.url)
  await expect.poll(() => text('faults')).toContain('everfresh-local --faults')
  await plain.stop()
})

it('cannot be put into a frame, and loads nothing from elsewhere', async () => {
  const answer = await fetch(backend.url, { headers: { accept: 'text/html' } })
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
})
