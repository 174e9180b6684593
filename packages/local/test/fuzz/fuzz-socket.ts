import WebSocket from 'ws'
import type { CloseStep, OpenStep, SendStep, Who } from './case.ts'
import { leakIn, type Complaint, type Verdict } from './judge.ts'
import { PATIENCE_MS } from './request.ts'
import type { World } from './world.ts'

/** A websocket that watches what it is told. */
export class FuzzSocket {
  readonly #world: World
  readonly #ws: WebSocket
  readonly #vsn: string
  readonly #who: Who
  /** Everybody whose token was sent here: who may be told their secrets. */
  readonly #people: Set<Who>
  readonly #complaints = new Set<Complaint>()
  readonly #closed: Promise<void>
  #isLeaving = false
  #onPong: (() => void) | undefined
  #ownSecrets = 0

  private constructor(world: World, ws: WebSocket, { who, vsn }: OpenStep) {
    this.#world = world
    this.#ws = ws
    this.#vsn = vsn
    this.#who = who
    this.#people = new Set([who])
    ws.on('message', data => this.#hear((data as Buffer).toString()))
    this.#closed = new Promise(resolve =>
      ws.on('close', code => {
        if (!this.#isLeaving) this.#complaints.add(`a socket was closed with ${code}`)
        resolve()
      }),
    )
    ws.on('error', error => {
      if (!this.#isLeaving) this.#complaints.add(`a socket broke: ${error.message}`)
    })
  }

  static async open(world: World, step: OpenStep): Promise<FuzzSocket> {
    const { backend, tokens } = world
    const key = tokens[step.who] ?? backend.anonKey
    const address = `${backend.url.replace('http', 'ws')}/realtime/v1/websocket`
    const ws = new WebSocket(`${address}?apikey=${key}&vsn=${step.vsn}`)
    const opened = new Promise<void>((resolve, reject) =>
      ws.once('open', resolve).once('error', reject),
    )
    const socket = new FuzzSocket(world, ws, step)
    await opened
    return socket
  }

  send({ text, bytes }: SendStep): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return
    if (bytes !== undefined) return this.#ws.send(Buffer.from(bytes, 'base64'))
    this.#ws.send(
      (text ?? '').replaceAll(/"\$(self|alice|bob|anon|forger)"/g, (_, name: string) =>
        this.#tokenOf(name),
      ),
    )
  }

  close({ how }: CloseStep): void {
    this.#isLeaving = true
    if (how === 'cut') this.#ws.terminate()
    else this.#ws.close()
  }

  /** Waits until the server has read all that was sent. */
  async catchUp(): Promise<void> {
    if (this.#ws.readyState === WebSocket.OPEN && !(await this.#isAlive()))
      this.#complaints.add('a heartbeat was not answered')
  }

  /** Asks for a sign of life, then closes. Tells what was wrong all along. */
  async finish(): Promise<Verdict> {
    await this.catchUp()
    this.#isLeaving = true
    this.#ws.close()
    if (!(await inTime(this.#closed))) this.#complaints.add('a socket was not closed')
    this.#ws.terminate()
    return { complaints: [...this.#complaints], ownSecrets: this.#ownSecrets }
  }

  #isAlive(): Promise<boolean> {
    const beat = { topic: 'phoenix', event: 'heartbeat', payload: {}, ref: 'alive' }
    const answered = new Promise<void>(resolve => {
      this.#onPong = resolve
    })
    this.#ws.send(
      JSON.stringify(
        this.#vsn === '1.0.0' ? beat : [null, beat.ref, beat.topic, beat.event, beat.payload],
      ),
    )
    return inTime(Promise.race([answered, this.#closed]))
  }

  #hear(text: string): void {
    if (text.includes('"alive"')) this.#onPong?.()
    const leaked = leakIn(text, this.#world.secretsFrom(this.#people))
    if (leaked !== undefined) this.#complaints.add(`${leaked} was told to ${this.#who}`)
    if (text.includes('MARK-')) this.#ownSecrets += 1
  }

  #tokenOf(name: string): string {
    const who = name === 'self' ? this.#who : (name as Who)
    if (who !== 'forger') this.#people.add(who)
    return JSON.stringify(this.#world.tokens[who] ?? '')
  }
}

/** Whether something came to its end before patience did. */
async function inTime(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => resolve('late'), PATIENCE_MS)
  })
  const first = await Promise.race([work, late])
  clearTimeout(timer)
  return first !== 'late'
}
