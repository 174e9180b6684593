import type { RawData, WebSocket } from 'ws'
import type { Target } from '../faults/target.ts'
import { admit, type Admission, type Admitted, type Refused } from './channel/admit.ts'
import { Channel, UNREACHABLE, type Outlet } from './channel/channel.ts'
import { faultOfJoin } from './channel/join-fault.ts'
import { TOPIC_PREFIX } from './hub.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import { pause } from './pause.ts'
import type { Server } from './server.ts'
import type { Session } from './session.ts'
import { whoIs, type SocketEvent, type SocketView } from './watch.ts'
import { decodePush } from './wire/binary.ts'
import type { InboundFrame, Vsn } from './wire/frame.ts'
import { decodeText, encodeText } from './wire/serializer.ts'

const TOO_MANY_JOINS = 'ClientJoinRateLimitReached: Too many joins per second'
const CUT = 1006

export interface SocketOptions {
  readonly server: Server
  readonly ws: WebSocket
  readonly vsn: Vsn
  /** What the key in the address makes of the client, for joins without a token of their own. */
  readonly apiKey: Session
  /** Counted from 1. */
  readonly id: number
}

/** Speaks the channel protocol over one websocket until it closes. */
export class Socket implements Outlet {
  readonly vsn: Vsn
  private readonly server: Server
  private readonly ws: WebSocket
  private readonly apiKey: Session
  private readonly id: number
  private readonly openedAt: number
  private readonly channels = new Map<string, Channel>()
  private readonly inbox: Inbox
  private readonly outbox: Outbox
  private readonly idle: NodeJS.Timeout
  /** Runs while the last channel has ended and no other was joined. */
  private emptiness: NodeJS.Timeout | undefined

  constructor({ server, ws, vsn, apiKey, id }: SocketOptions) {
    const { context, limits, pace } = server
    this.server = server
    this.ws = ws
    this.vsn = vsn
    this.apiKey = apiKey
    this.id = id
    this.openedAt = context.now()
    this.inbox = new Inbox(ws, limits.unansweredBytes, error =>
      context.warn(`realtime: a frame could not be answered: ${String(error)}`),
    )
    this.outbox = new Outbox(ws, limits.unsentBytes, bytes => {
      context.warn(
        `realtime: a client was cut off, because it reads too slowly: ${bytes} bytes waited for it`,
      )
      ws.terminate()
    })
    this.idle = setTimeout(() => ws.close(1000), pace.idleTimeoutMs).unref()
  }

  /** Begins to listen. */
  start(): void {
    const { ws } = this
    ws.on('message', (data, isBinary) => this.take(bufferOf(data), isBinary))
    ws.on('ping', () => this.idle.refresh())
    ws.on('error', () => ws.terminate())
    ws.on('close', code => this.closed(code))
    this.tell({ event: 'open', socket: this.id, ...whoIs(this.apiKey.caller) })
  }

  /** Whether a fault has silenced it. */
  get isSilent(): boolean {
    return this.outbox.isSilent
  }

  view(): SocketView {
    const { id, openedAt, isSilent } = this
    const channels = Array.from(this.channels.values(), channel => channel.view())
    return { id, openedAt, isSilent, channels, ...whoIs(this.apiKey.caller) }
  }

  /** From now on nothing is read and nothing sent, and nobody is told. Channels go on as if heard. */
  silence(): void {
    clearTimeout(this.idle)
    clearTimeout(this.emptiness)
    this.outbox.silence()
    // Also keeps the closing handshake of the client unanswered.
    this.inbox.stop()
  }

  /** The channels that are joined, in the order of their joins. */
  joined(): readonly Channel[] {
    return [...this.channels.values()]
  }

  /** What a scope may name of it: nothing, or one of its channels. */
  targets(): readonly Target[] {
    return [{}, ...this.joined().map(channel => channel.target())]
  }

  /** Ends the connection in the server's name with a code; 1006 cuts it without a word. */
  drop(code: number): void {
    if (code === CUT) this.ws.terminate()
    else this.ws.close(code)
  }

  send(frame: string | Buffer): void {
    this.outbox.send(frame)
  }

  private take(data: Buffer, isBinary: boolean): void {
    this.idle.refresh()
    const answer = isBinary ? this.answerBytes(data) : this.answerText(data.toString('utf8'))
    if (answer !== undefined) this.inbox.add(data.length, answer)
  }

  private answerBytes(data: Buffer): (() => Promise<void>) | undefined {
    const push = decodePush(data)
    if (push === undefined) return undefined
    return async () => {
      const channel = this.channels.get(push.topic)
      if (channel === undefined) this.replyUnmatched(push.ref, push.topic)
      else await channel.receiveBroadcast(push.ref, push.broadcast)
    }
  }

  private answerText(text: string): (() => Promise<void>) | undefined {
    const frame = decodeText(this.vsn, text)
    return frame === undefined ? undefined : () => this.answer(frame)
  }

  private async answer(frame: InboundFrame): Promise<void> {
    const { topic, event, ref, payload } = frame
    if (topic === 'phoenix' && event === 'heartbeat') return this.beat(ref, topic)
    if (typeof topic !== 'string' || typeof event !== 'string') {
      return this.replyUnmatched(ref, topic)
    }
    if (event === 'phx_join' && topic.startsWith(TOPIC_PREFIX)) return this.join(frame, topic)
    const channel = this.channels.get(topic)
    if (event === 'phx_leave' && topic.startsWith(TOPIC_PREFIX)) {
      return this.leave(frame, topic, channel)
    }
    if (channel === undefined) return this.replyUnmatched(ref, topic)
    await channel.receive(event, ref, payload)
  }

  private async join(frame: InboundFrame, topic: string): Promise<void> {
    const { server, ws } = this
    // Asked before, so that joins in line behind a closed socket cost the database nothing, and after.
    if (ws.readyState !== ws.OPEN) return
    const isTooOften = server.meters.joins.isOver
    const reason = isTooOften ? TOO_MANY_JOINS : this.refusalOf(topic)
    const admission =
      reason === undefined
        ? (faultOfJoin(server.context.faults, topic, frame.payload) ??
          (await admit(server, this.apiKey, topic, frame.payload).catch(this.unreachable)))
        : { ok: false as const, reason }
    if (ws.readyState !== ws.OPEN) return
    const earlier = this.channels.get(topic)
    earlier?.end()
    this.channels.delete(topic)
    if (admission.ok) await this.enter(frame, topic, admission)
    else await this.refuse(frame, topic, admission)
    if (isTooOften) ws.close(1000)
    earlier?.sayClosed()
  }

  private async enter(frame: InboundFrame, topic: string, admitted: Admitted): Promise<void> {
    const { server } = this
    const onEnd = (): void => this.forget(topic, channel)
    const options = { server, outlet: this, topic, joinRef: frame.joinRef, admitted, onEnd }
    const channel = new Channel(options)
    const begin = (): void => {
      if (this.ws.readyState !== this.ws.OPEN) return channel.end()
      this.channels.set(topic, channel)
      clearTimeout(this.emptiness)
      channel.open(frame.ref)
      const { room, session } = admitted
      this.tell({ event: 'join', socket: this.id, topic: room.topic, ...whoIs(session.caller) })
    }
    if (admitted.config.waitMs === undefined) return begin()
    let reason: string | undefined
    const prepare = async (): Promise<void> => {
      reason = await channel.prepare()
    }
    await this.outbox.holdDuring(prepare, () => {
      if (reason === undefined) begin()
    })
    if (reason !== undefined) await this.refuse(frame, topic, { reason })
  }

  /** A refused join makes the whole socket stand still: nothing is read and nothing is said. */
  private async refuse(frame: InboundFrame, topic: string, refused: Refused): Promise<void> {
    const { reason, delayMs = this.server.pace.joinErrorDelayMs, blocking = true } = refused
    const name = topic.slice(TOPIC_PREFIX.length)
    this.tell({ event: 'refuse-join', socket: this.id, topic: name, reason })
    const wait = (): Promise<void> => pause(delayMs)
    const refuse = (): void => this.reply(frame.joinRef, frame.ref, topic, 'error', { reason })
    if (blocking) await this.outbox.holdDuring(wait, refuse)
    else void wait().then(refuse)
  }

  /** The database could not be asked about a join. */
  private readonly unreachable = (error: unknown): Admission => {
    this.server.context.warn(`realtime: a join could not be decided on: ${String(error)}`)
    return { ok: false, reason: `UnableToConnectToProject: ${UNREACHABLE}` }
  }

  /** Why a join is refused before anything in it is looked at. */
  private refusalOf(topic: string): string | undefined {
    const { meters, limits } = this.server
    meters.joins.add()
    const isFull = this.channels.size >= limits.channelsPerSocket && !this.channels.has(topic)
    return isFull ? 'ChannelRateLimitReached: Too many channels' : undefined
  }

  private leave({ joinRef, ref }: InboundFrame, topic: string, channel: Channel | undefined): void {
    // Leaving what is not joined succeeds; a leave of an earlier join of the topic is not answered.
    if (channel === undefined) return this.reply(joinRef, ref, topic, 'ok', {})
    if (joinRef !== null && joinRef !== channel.joinRef) return
    channel.reply(ref, 'ok', {})
    channel.sayClosed()
    channel.end()
    this.remove(topic, channel)
    this.tell({ event: 'leave', socket: this.id, topic: topic.slice(TOPIC_PREFIX.length) })
  }

  private beat(ref: unknown, topic: string): void {
    const { faults } = this.server.context
    const isIgnored =
      !faults.isQuiet && faults.strike(['heartbeat-ignore'], this.targets()) !== undefined
    if (!isIgnored) this.reply(null, ref, topic, 'ok', {})
  }

  private forget(topic: string, channel: Channel): void {
    this.remove(topic, channel)
    this.tell({ event: 'end', socket: this.id, topic: topic.slice(TOPIC_PREFIX.length) })
  }

  private remove(topic: string, channel: Channel): void {
    if (this.channels.get(topic) === channel) this.channels.delete(topic)
    if (this.channels.size > 0) return
    clearTimeout(this.emptiness)
    const cut = (): void => this.ws.terminate()
    this.emptiness = setTimeout(cut, this.server.limits.noChannelTimeoutMs).unref()
  }

  private replyUnmatched(ref: unknown, topic: unknown): void {
    this.reply(null, ref, topic, 'error', { reason: 'unmatched topic' })
  }

  private reply(
    joinRef: unknown,
    ref: unknown,
    topic: unknown,
    ...[status, response]: readonly ['ok' | 'error', object]
  ): void {
    const payload = JSON.stringify({ status, response })
    this.send(encodeText(this.vsn, { joinRef, ref, topic, event: 'phx_reply', payload }))
  }

  private tell(event: SocketEvent): void {
    this.server.watch.onSocket(event)
  }

  private closed(code: number): void {
    this.tell({ event: 'close', socket: this.id, code })
    clearTimeout(this.idle)
    clearTimeout(this.emptiness)
    for (const channel of this.channels.values()) channel.end()
    this.channels.clear()
  }
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
