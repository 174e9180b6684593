import { readFile } from 'node:fs/promises'
import { Hono, type Context as Asked } from 'hono'
import type { About } from '../about.ts'

/** The published package has `src` beside `dist`: from both, the files are found here. */
const FOLDER = new URL('../../src/page/', import.meta.url)

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
} as const

const FILES = new Set([
  'page.css',
  ...['api', 'dom', 'faults', 'feed', 'main', 'sockets', 'status', 'tables'].map(
    name => `${name}.js`,
  ),
])

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page's own files, to be mounted at `/_everfresh/page`. They hold nothing of the backend. */
export function pageFiles(): Hono {
  const app = new Hono()
  app.get('/:name', async (c, next) => {
    const name = c.req.param('name')
    return FILES.has(name) ? serve(name) : next()
  })
  return app
}

/** Answers `/`: a page to browsers, JSON to who asks for it, a few lines of text to all others. */
export function frontPage({ text, json }: About): (c: Asked) => Promise<Response> {
  return async c => {
    const accepted = c.req.header('accept') ?? ''
    if (accepted.includes('text/html')) return serve('page.html')
    return accepted.includes('application/json') ? c.json(json) : c.text(text)
  }
}

async function serve(name: string): Promise<Response> {
  const type = TYPES[name.split('.')[1] as keyof typeof TYPES]
  return new Response(await readFile(new URL(name, FOLDER), 'utf8'), {
    headers: {
      'content-type': type,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      vary: 'Accept',
    },
  })
}
