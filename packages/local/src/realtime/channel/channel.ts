import { randomUUID } from 'node:crypto'
import { mayRead, mayWrite, type Extension } from '../authorize.ts'
import { bindingId } from '../changes/binding.ts'
import type { Member, Room } from '../hub.ts'
import type { Server } from '../server.ts'
import { openSession, secondsOver, expiredRefusal, type Session } from '../session.ts'
import { describeBinding, whoIs, type ChannelView } from '../watch.ts'
import { broadcastEncoder, envelopeBroadcast, type Broadcast } from '../wire/broadcast.ts'
import type { UserBroadcast } from '../wire/frame.ts'
import { encodeText } from '../wire/serializer.ts'
import { ChangesLink } from './changes-link.ts'
import { isObject, type JoinConfig } from './join-config.ts'

/** Often enough that a clock set forward by a test is noticed soon. */
const EXPIRY_CHECK_MS = 1_000
const MOST_PAYLOAD_BYTES = 3_000 * 1024

export interface ChannelOptions {
  readonly server: Server
  readonly member: Member
  /** As the client wrote it, with `realtime:`. */
  readonly topic: string
  readonly room: Room
  readonly joinRef: unknown
  readonly config: JoinConfig
  readonly session: Session
  /** Called once, when the channel ends by itself. */
  readonly onEnd: () => void
}

/** How the server ends a channel unasked. */
export type ChannelEnding = 'close' | 'crash' | 'expire'

/** A topic that one socket has joined. */
export class Channel {
  readonly joinRef: unknown
  private readonly options: ChannelOptions
  private readonly member: Member
  private readonly changes: ChangesLink
  private readonly presenceKey: string
  private readonly joinedAt: number
  private session: Session
  /** What the policies allow to write, asked at the first push and again after a new token. */
  private writes = new Map<Extension, Promise<boolean>>()
  private expiry: NodeJS.Timeout | undefined
  private leaveRoom = (): void => undefined
  private isOver = false

  constructor(options: ChannelOptions) {
    const { server, config } = options
    this.options = options
    this.joinRef = options.joinRef
    this.session = options.session
    this.joinedAt = server.context.now()
    this.member = { vsn: options.member.vsn, send: frame => options.member.send(frame) }
    this.presenceKey = config.presence.key === '' ? randomUUID() : config.presence.key
    this.changes = new ChangesLink(server, config.bindings, {
      onChange: (data, ids) =>
        this.say(null, 'postgres_changes', `{"data":${data},"ids":${JSON.stringify(ids)}}`),
      onStatus: (status, message) => this.system('postgres_changes', status, message),
    })
  }

  /** Answers the join and begins to serve. */
  open(ref: unknown, replayed: readonly string[]): void {
    const { server, room, config } = this.options
    const bindings = config.bindings.map(params => ({ ...params, id: bindingId(params) }))
    this.leaveRoom = server.hub.join(room, this.member)
    this.reply(ref, 'ok', { postgres_changes: bindings })
    for (const envelope of replayed) this.say(this.joinRef, 'broadcast', envelope)
    if (config.presence.isEnabled) {
      this.say(this.joinRef, 'presence_state', server.presence.state(room))
    }
    this.watchExpiry()
    this.changes.link(this.session.caller)
    if (config.wantsReplicationReady) void this.announceReplication()
  }

  /** Takes a push. What is unknown is passed over in silence. */
  async receive(event: string, ref: unknown, payload: unknown): Promise<void> {
    if (event === 'broadcast') return this.push(ref, envelopeBroadcast(payload))
    if (event === 'presence') return this.show(ref, payload)
    if (event === 'access_token' && isObject(payload)) return this.renew(payload['access_token'])
  }

  /** Takes a broadcast that came as bytes. */
  async receiveBroadcast(ref: unknown, user: UserBroadcast): Promise<void> {
    return this.push(ref, { form: 'user', user })
  }

  view(): ChannelView {
    const { room, config } = this.options
    const bindings = config.bindings.map(describeBinding)
    return { ...room, joinedAt: this.joinedAt, bindings, ...whoIs(this.session.caller) }
  }

  /** Ends the channel without a word. */
  end(): void {
    const { server, room } = this.options
    this.isOver = true
    clearTimeout(this.expiry)
    this.changes.unlink()
    // In this order: who leaves is told of it too, as really.
    server.presence.untrack(room, this.member)
    this.leaveRoom()
  }

  /** Tells the client that the channel is over. */
  sayClosed(): void {
    this.say(this.joinRef, 'phx_close', '{}', this.joinRef)
  }

  /** Ends as if by the server's will, or its failure. */
  endBy(how: ChannelEnding): void {
    if (how === 'expire') return this.fail(expiredRefusal(0).push)
    if (how === 'close') this.sayClosed()
    else this.say(this.joinRef, 'phx_error', '{}', this.joinRef)
    this.end()
    this.options.onEnd()
  }

  reply(ref: unknown, status: 'ok' | 'error', response: unknown): void {
    this.say(this.joinRef, 'phx_reply', JSON.stringify({ status, response }), ref)
  }

  private async push(ref: unknown, broadcast: Broadcast): Promise<void> {
    const { server, room, config, topic } = this.options
    if (sizeOf(broadcast) > MOST_PAYLOAD_BYTES) {
      if (config.ack) this.reply(ref, 'error', 'payload_size_exceeded')
      return
    }
    // A refused write is not told: the sender must not learn what it may not know.
    if (!(await this.mayWrite('broadcast'))) return
    const encode = broadcastEncoder(topic, broadcast)
    server.hub.send(room, encode, config.self ? undefined : this.member)
    if (config.ack) this.reply(ref, 'ok', {})
  }

  private async show(ref: unknown, payload: unknown): Promise<void> {
    const { server, room } = this.options
    const { event, payload: shown = {} } = isObject(payload) ? payload : { event: undefined }
    if (!(await this.mayWrite('presence'))) return
    if (event === 'track' && !isObject(shown)) {
      return this.reply(ref, 'error', { reason: 'Presence track payload must be a map' })
    }
    if (event === 'track' && isObject(shown)) {
      server.presence.track(room, this.member, this.presenceKey, shown)
      return this.reply(ref, 'ok', {})
    }
    if (event === 'untrack') server.presence.untrack(room, this.member)
    this.reply(ref, event === 'untrack' ? 'ok' : 'error', {})
  }

  private mayWrite(extension: Extension): Promise<boolean> {
    const { server, room } = this.options
    if (!room.isPrivate) return Promise.resolve(true)
    const { caller } = this.session
    const asked =
      this.writes.get(extension) ?? mayWrite(server.context.db, caller, room.topic, extension)
    this.writes.set(extension, asked)
    return asked
  }

  private async renew(token: unknown): Promise<void> {
    const { server, room } = this.options
    const isIgnored = typeof token !== 'string' || token.startsWith('sb_')
    if (isIgnored || token === this.session.token) return
    const opened = await openSession(server.context, token)
    if (!opened.ok) return this.fail(opened.refusal.push)
    const { session } = opened
    if (room.isPrivate && !(await mayRead(server.context.db, session.caller, room.topic))) {
      const message = `You no longer have permission to read from this Channel topic: ${room.topic}`
      return this.fail(message)
    }
    this.session = session
    this.writes = new Map()
    this.changes.relink(session.caller)
  }

  private watchExpiry(): void {
    const now = this.options.server.context.now()
    const seconds = secondsOver(this.session, now)
    if (seconds !== undefined) return this.fail(expiredRefusal(seconds).push)
    const waitMs = Math.min(this.session.expiresAt - now, EXPIRY_CHECK_MS)
    this.expiry = setTimeout(() => this.watchExpiry(), waitMs).unref()
  }

  private async announceReplication(): Promise<void> {
    const ready = await this.options.server.feed.established().then(
      () => true,
      () => false,
    )
    if (ready && !this.isOver) this.system('system', 'ok', 'Replication connection established')
  }

  /** The channel ends by the server's will: a reason, then the end. The socket goes on. */
  private fail(message: string): void {
    this.system('system', 'error', message)
    this.sayClosed()
    this.end()
    this.options.onEnd()
  }

  private system(extension: string, status: 'ok' | 'error', message: string): void {
    const channel = this.options.room.topic
    this.say(this.joinRef, 'system', JSON.stringify({ message, status, extension, channel }))
  }

  private say(joinRef: unknown, event: string, payload: string, ref: unknown = null): void {
    const { topic, member } = this.options
    member.send(encodeText(member.vsn, { joinRef, ref, topic, event, payload }))
  }
}

function sizeOf(broadcast: Broadcast): number {
  if (broadcast.form === 'envelope') return Buffer.byteLength(broadcast.envelope)
  const { body } = broadcast.user
  return body.encoding === 'json' ? Buffer.byteLength(body.text) : body.bytes.length
}
