import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { readAnswer, type Reply } from './ask.ts'
import { troubleOf } from './trouble.ts'

/** How a websocket's handshake went. A browser never sees why one was refused; here it is seen. */
export type Handshake =
  | Reply
  /** Open, and a heartbeat was answered. */
  | { readonly kind: 'open'; readonly ms: number }
  /** Open, but nothing came back. */
  | { readonly kind: 'silent' }

const HEARTBEAT = JSON.stringify([null, '1', 'phoenix', 'heartbeat', {}])

/** Opens the realtime socket, asks for one heartbeat, and closes. Never throws. */
export function shakeHands(url: string, key: string, timeoutMs: number): Promise<Handshake> {
  const address = `${url.replace(/^http/, 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${encodeURIComponent(key)}`
  const askedAt = Date.now()
  return new Promise(resolve => {
    const socket = new WebSocket(address)
    let isOpen = false
    const timer = setTimeout(() => {
      const late = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })
      if (isOpen) end({ kind: 'silent' })
      else end({ kind: 'failed', trouble: troubleOf(late, url, timeoutMs) })
    }, timeoutMs)
    const end = (handshake: Handshake): void => {
      clearTimeout(timer)
      // What a socket says while it is thrown away is of no interest.
      socket.on('error', () => undefined)
      socket.terminate()
      resolve(handshake)
    }
    socket.once('open', () => {
      isOpen = true
      socket.send(HEARTBEAT)
    })
    socket.once('message', () => end({ kind: 'open', ms: Date.now() - askedAt }))
    socket.once('close', () => end({ kind: 'silent' }))
    socket.once('unexpected-response', (_, response) => {
      void read(response).then(body => {
        const { statusCode: status = 0, headers } = response
        const received = { status, headers, body, askedAt, answeredAt: Date.now() }
        end({ kind: 'answered', answer: readAnswer(received, [key]) })
      })
    })
    socket.once('error', error => {
      end({ kind: 'failed', trouble: troubleOf(error, url, timeoutMs) })
    })
  })
}

async function read(response: IncomingMessage): Promise<string> {
  let text = ''
  try {
    for await (const chunk of response) text += String(chunk)
  } catch {
    // Cut off: what came so far has to do.
  }
  return text
}
