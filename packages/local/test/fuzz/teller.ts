import WebSocket from 'ws'
import type { LocalBackend } from '../../src/testing/index.ts'

const TOPIC = 'realtime:beats'
const PATIENCE_MS = 30_000

/**
 * Makes the function that changes a few rows of everybody and waits for the changes to go round: a
 * channel of the service key hears of a row that is written after them.
 */
export async function openTeller(backend: LocalBackend): Promise<() => Promise<void>> {
  const waiting = new Map<number, () => void>()
  await listen(backend, id => waiting.get(id)?.())
  let last = 0
  return async () => {
    last += 1
    const id = last
    const heard = new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error('changes were not sent any more')),
        PATIENCE_MS,
      )
      waiting.set(id, () => {
        clearTimeout(late)
        waiting.delete(id)
        resolve()
      })
    })
    for (const [table, column] of [
      ['notes', 'body'],
      ['parts', 'name'],
      ['whole_notes', 'title'],
    ]) {
      const text = `update public.${table} set ${column} = 'told ' || clock_timestamp() where id in (1, 2, 3, 4)`
      await backend.sql(text).catch(unlessInTheWay)
    }
    await backend.sql(`insert into public.beats values (${id})`)
    await heard
  }
}

/** Of two statements in each other's way the other one tells of the rows. */
function unlessInTheWay(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === '40P01')) throw error
}

async function listen(backend: LocalBackend, onBeat: (id: number) => void): Promise<void> {
  const address = `${backend.url.replace('http', 'ws')}/realtime/v1/websocket`
  const ws = new WebSocket(`${address}?apikey=${backend.serviceKey}&vsn=2.0.0`)
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
  const binding = { event: 'INSERT', schema: 'public', table: 'beats' }
  const ready = new Promise<void>(resolve => {
    ws.on('message', data => {
      const [, , topic, event, payload] = JSON.parse((data as Buffer).toString()) as unknown[]
      if (topic !== TOPIC) return
      if (event === 'system') resolve()
      if (event === 'postgres_changes') {
        onBeat((payload as { data: { record: { id: number } } }).data.record.id)
      }
    })
  })
  ws.on('error', () => undefined)
  const config = { postgres_changes: [binding] }
  ws.send(JSON.stringify(['1', '1', TOPIC, 'phx_join', { config }]))
  await ready
  const beat = setInterval(
    () => ws.send(JSON.stringify([null, '1', 'phoenix', 'heartbeat', {}])),
    20_000,
  ).unref()
  ws.on('close', () => clearInterval(beat))
}
