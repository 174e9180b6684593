import { request, type Agent } from 'node:http'
import { connect } from 'node:net'
import type { RawStep, RequestStep } from './case.ts'
import { judge, type Answer, type Verdict } from './judge.ts'
import type { World } from './world.ts'

/** Milliseconds after which a connection counts as stuck. The machine may be busy. */
export const PATIENCE_MS = 30_000

/** Sends a request on a connection that others use too, and judges the answer. */
export async function sendRequest(world: World, agent: Agent, step: RequestStep): Promise<Verdict> {
  const answer = await answerTo(world, agent, step)
  if (typeof answer === 'string') return { complaints: [answer], ownSecrets: 0 }
  const verdict = judge(world, step.who, answer)
  const isForged = step.who === 'forger' && step.headers['authorization'] === undefined
  const isLetIn =
    step.path.startsWith('/rest/v1/') && step.method !== 'OPTIONS' && answer.status < 300
  if (!isForged || !isLetIn) return verdict
  return { ...verdict, complaints: [...verdict.complaints, 'a forged token was let in'] }
}

async function answerTo(world: World, agent: Agent, step: RequestStep): Promise<Answer | string> {
  const first = await ask(world, agent, step)
  // The server may have closed an idle connection in the very moment it was to be used again.
  return first === 'ECONNRESET' ? ask(world, agent, step) : first
}

function ask(world: World, agent: Agent, step: RequestStep): Promise<Answer | string> {
  return new Promise(resolve => {
    const url = new URL(world.backend.url)
    const { method, path, headers } = step
    const outgoing = request(
      {
        host: url.hostname,
        port: url.port,
        agent,
        method,
        path,
        headers: {
          ...keysOf(world, step),
          ...headers,
          // Node says nothing of a body where the method seldom has one.
          'content-length': Buffer.byteLength(step.body ?? ''),
        },
      },
      incoming => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', error => resolve(`an answer broke off: ${error.message}`))
        incoming.on('end', () => {
          const text = `${incoming.rawHeaders.join('\n')}\n\n${Buffer.concat(chunks).toString()}`
          resolve({ status: incoming.statusCode ?? 0, text })
        })
      },
    )
    outgoing.setTimeout(PATIENCE_MS, () => {
      resolve('a request was not answered')
      outgoing.destroy()
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    outgoing.end(step.body ?? '')
  })
}

function keysOf(world: World, { who }: RequestStep): Readonly<Record<string, string>> {
  const token = world.tokens[who]
  if (token === undefined) return {}
  return { apikey: world.backend.anonKey, authorization: `Bearer ${token}` }
}

/** Sends bytes on a connection of their own and waits until it is closed. */
export function sendRaw(world: World, step: RawStep): Promise<Verdict> {
  return new Promise(resolve => {
    const { hostname, port } = new URL(world.backend.url)
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    let broken: string | undefined
    socket.setTimeout(PATIENCE_MS, () => {
      broken = 'a connection was not closed'
      socket.destroy()
    })
    socket.on('data', chunk => chunks.push(chunk))
    // Being cut off is an answer too.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString()
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
      const verdict = judge(world, 'nobody', { status, text })
      resolve(
        broken === undefined
          ? verdict
          : { ...verdict, complaints: [broken, ...verdict.complaints] },
      )
    })
    socket.end(Buffer.from(step.bytes, 'base64'))
  })
}
