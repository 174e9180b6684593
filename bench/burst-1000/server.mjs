import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { changeFrame, projectOf, PROJECTS, TABLE } from '../lib/change-frames.mjs'
import { answersTo } from '../lib/realtime-answers.mjs'

const EVENTS = 1_000
const LENGTH_MS = 1_000
const TICK_MS = 5
const ROWS = 24

/**
 * @typedef {object} Answered
 * @property {number} requests
 * @property {number} bytes of their bodies
 */

/**
 * A Supabase of which a page sees no difference in this: it lets a channel join, tells it of changes, and answers
 * with pages of 24 rows, of which the first says how many changes its project had.
 */
export function scriptedSupabase() {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  /** @type {string | undefined} */
  let topic
  sockets.on('connection', socket => {
    socket.on('message', data => {
      /** @type {import('../lib/realtime-answers.mjs').Frame} */
      const frame = JSON.parse(/** @type {Buffer} */ (data).toString())
      for (const answer of answersTo(frame)) socket.send(JSON.stringify(answer))
      const [, , to, event] = frame
      if (event === 'phx_join') topic = to
    })
  })
  const changes = new Map()
  const answered = { requests: 0, bytes: 0 }

  return {
    /** @type {import('../lib/page.mjs').Backend} */
    backend: {
      answer: ({ method, url = '' }, response) => {
        const { pathname, searchParams } = new URL(url, 'http://page')
        if (method !== 'GET' || pathname !== `/rest/v1/${TABLE}`) return false
        const project = searchParams.get('project_id')?.replace('eq.', '') ?? ''
        const body = bodyOf(project, changes.get(project) ?? 0)
        answered.requests += 1
        answered.bytes += body.length
        response.setHeader('content-type', 'application/json')
        response.end(body)
        return true
      },
      upgrade: (request, socket, head) =>
        sockets.handleUpgrade(request, socket, head, opened => sockets.emit('connection', opened)),
    },
    answered,
    /** How many changes each project has had. */
    changes,
    /** Tells of 1,000 changes of ten projects within a second. */
    burst: async () => {
      const begin = performance.now()
      for (let sent = 0; sent < EVENTS;) {
        const due = Math.min(EVENTS, Math.ceil(((performance.now() - begin) / LENGTH_MS) * EVENTS))
        for (; sent < due; sent += 1) {
          const project = projectOf(sent % PROJECTS)
          changes.set(project, (changes.get(project) ?? 0) + 1)
          const frame = changeFrame(topic ?? '', sent, project)
          for (const socket of sockets.clients) socket.send(frame)
        }
        await sleep(TICK_MS)
      }
    },
  }
}

const prompt =
  'A lighthouse on a cliff at dusk, painted with a wide brush, seen from the sea'.repeat(3)

/**
 * @param {string} project
 * @param {number} version
 */
function bodyOf(project, version) {
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    id: `${project}/${n}`,
    project_id: project,
    version: n === 0 ? version : 0,
    status: 'Complete',
    prompt,
    params: { width: 1024, height: 768, steps: 30, seed: n, model: 'small', upscale: false },
    created_at: '2026-11-01T10:00:00.000Z',
  }))
  return JSON.stringify(rows)
}
