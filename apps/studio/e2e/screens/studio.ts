import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocalBackend, testBackend } from '@everfresh/local/testing'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { build, preview } from 'vite'
import { expect } from 'vitest'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

/** The Studio in a real browser, on a backend of its own. */
export interface Studio {
  readonly backend: LocalBackend
  /** A page of a new visitor, with a project open; `context` makes it another tab of that visitor. */
  readonly visit: (context?: BrowserContext) => Promise<Page>
  /** Closes all pages. */
  readonly leave: () => Promise<void>
  readonly url: string
  readonly stop: () => Promise<void>
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Builds the page as it is delivered, for one backend. Returns the folder. */
async function buildPage(backend: LocalBackend): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'everfresh-studio-'))
  const before = { ...process.env }
  Object.assign(process.env, {
    VITE_SUPABASE_URL: backend.url,
    VITE_SUPABASE_ANON_KEY: backend.anonKey,
    NODE_ENV: 'production',
  })
  await build({ root: projectDir, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  process.env = before
  return outDir
}

/** Starts backend, web server and browser. `CHROME_PATH` names the browser; default /usr/bin/chromium. */
export async function startStudio(): Promise<Studio> {
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step()
  }
  try {
    const backend = await testBackend({ projectDir })
    undo.push(() => backend.stop())
    const outDir = await buildPage(backend)
    undo.push(() => rm(outDir, { recursive: true }))
    const server = await preview({ root: projectDir, build: { outDir }, preview: { port: 0 } })
    undo.push(() => server.close())
    const url = server.resolvedUrls?.local[0] ?? ''
    const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
    const browser = await chromium.launch({ executablePath, args: FLAGS })
    undo.push(() => browser.close())
    const visit = async (context?: BrowserContext): Promise<Page> => {
      const page = await (context ?? (await browser.newContext())).newPage()
      await page.goto(url)
      await page.getByTestId('prompt-input').waitFor()
      return page
    }
    const leave = async (): Promise<void> => {
      await Promise.all(browser.contexts().map(context => context.close()))
    }
    return { backend, visit, leave, url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The project that a page has open. */
export function openProject(page: Page): string {
  const id = /\/p\/([\da-f-]+)/.exec(page.url())?.[1]
  if (id === undefined) throw new Error(`No project is open at ${page.url()}.`)
  return id
}

/** Waits until the live connection is proved. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('[data-testid=status-chip][data-status=live]').waitFor()
}

const COLOURED = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='30'%3E%3Crect width='40' height='30' fill='teal'/%3E%3C/svg%3E`

/** Puts pictures into a project, as a worker would; the last one is the newest. Returns their ids. */
export async function addPictures(
  { backend }: Studio,
  projectId: string,
  count: number,
): Promise<string[]> {
  const { rows } = await backend.sql(
    `insert into public.generations (project_id, location, params, created_at)
     select $1::uuid, $2, jsonb_build_object('prompt', 'picture ' || n), now() + n * interval '1 ms'
     from generate_series(1, $3::int) n
     returning id`,
    [projectId, COLOURED, count],
  )
  return rows.map(row => row['id'] ?? '')
}

/** Waits until a value is as expected; 30 s, since a busy machine is slow and not wrong. */
export function eventually<Value>(read: () => Value): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: 30_000 })
}
