import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { chromium, type Browser } from 'playwright-core'
import { build, preview, type PreviewServer } from 'vite'
import { findChrome } from '../../../../scripts/lib/chrome.mjs'

const app = fileURLToPath(new URL('../..', import.meta.url))

/** The whole Studio as it is shipped: backend, worker, a production build of the page, and a browser. */
export interface Studio {
  readonly backend: LocalBackend
  readonly browser: Browser
  /** The page's address. */
  readonly url: string
  /** Builds the page again with other `VITE_*` variables and serves it beside the first. */
  readonly serve: (variables: Readonly<Record<string, string>>) => Promise<string>
  readonly startWorker: () => Promise<void>
  readonly stopWorker: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startStudio(): Promise<Studio> {
  const backend = await testBackend({ projectDir: app })
  const servers: PreviewServer[] = []
  const folder = await mkdtemp(join(tmpdir(), 'everfresh-web-'))
  let worker: ChildProcess | undefined

  const serve = async (variables: Readonly<Record<string, string>>): Promise<string> => {
    const outDir = join(folder, String(servers.length))
    const env = {
      VITE_SUPABASE_URL: backend.url,
      VITE_SUPABASE_ANON_KEY: backend.anonKey,
      ...variables,
    }
    await withEnvironment(env, () =>
      build({ root: app, logLevel: 'error', build: { outDir, emptyOutDir: true } }),
    )
    const server = await preview({
      root: app,
      logLevel: 'error',
      build: { outDir },
      preview: { port: 0, open: false },
    })
    servers.push(server)
    return String(server.resolvedUrls?.local[0])
  }

  const stopWorker = async (): Promise<void> => {
    const running = worker
    worker = undefined
    if (running === undefined || running.exitCode !== null) return
    const ended = new Promise(resolve => running.once('exit', resolve))
    running.kill('SIGTERM')
    await ended
  }
  const startWorker = async (): Promise<void> => {
    await stopWorker()
    worker = await forkWorker(backend)
  }

  const url = await serve({})
  await startWorker()
  const browser = await launch()
  return {
    backend,
    browser,
    url,
    serve,
    startWorker,
    stopWorker,
    stop: async () => {
      await browser.close()
      await stopWorker()
      await Promise.all(servers.map(server => server.close()))
      await backend.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(): Promise<Browser> {
  const executablePath = findChrome()
  if (executablePath === undefined)
    throw new Error('No Chrome or Chromium was found. Run `npm test`, which says how to get one.')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

async function forkWorker(backend: LocalBackend): Promise<ChildProcess> {
  const worker = fork(join(app, 'dist/worker/main.js'), ['--pace', '300'], {
    env: {
      ...process.env,
      SUPABASE_URL: backend.url,
      SUPABASE_SERVICE_ROLE_KEY: backend.serviceKey,
    },
    silent: true,
  })
  await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('exit', code =>
      reject(new Error(`The worker ended with ${code} before it was ready.`)),
    )
  })
  return worker
}

/** Vite reads `VITE_*` from the environment of its process while it builds. */
async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(variables))
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
  }
}
