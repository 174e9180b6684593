import { FrameFaults } from '../../faults/frame-faults.ts'
import type { Target } from '../../faults/target.ts'
import type { Extension } from '../authorize.ts'
import { bindingId } from '../changes/binding.ts'
import type { Member, Said } from '../hub.ts'
import type { Server } from '../server.ts'
import { expiredRefusal, openSession, secondsOver, type Session } from '../session.ts'
import { describeBinding, whoIs, type ChannelView } from '../watch.ts'
import {
  broadcastEncoder,
  encodeBroadcast,
  envelopeBroadcast,
  sizeOf,
  type Broadcast,
} from '../wire/broadcast.ts'
import { encodeChange } from '../wire/change.ts'
import type { UserBroadcast, Vsn } from '../wire/frame.ts'
import { encodeText } from '../wire/serializer.ts'
import type { Admitted } from './admit.ts'
import { ChangesLink, SUBSCRIBED } from './changes-link.ts'
import { isObject } from './join-config.ts'
import { PresenceLink } from './presence-link.ts'
import { Rights } from './rights.ts'

/** Often enough that a clock set forward by a test is noticed soon. */
const EXPIRY_CHECK_MS = 1_000

/** What a client is told when the database cannot be asked. */
export const UNREACHABLE = 'Realtime was unable to connect to the project database'

/** Where the channel's frames go out. */
export interface Outlet {
  readonly vsn: Vsn
  send(frame: string | Buffer): void
}

export interface ChannelOptions {
  readonly server: Server
  readonly outlet: Outlet
  /** As the client wrote it, with `realtime:`. */
  readonly topic: string
  readonly joinRef: unknown
  readonly admitted: Admitted
  /** Called once, when the channel ends by itself. */
  readonly onEnd: () => void
}

/** How the server ends a channel unasked. */
export type ChannelEnding = 'close' | 'crash' | 'expire' | 'limit'

/** A topic that one socket has joined. */
export class Channel {
  readonly joinRef: unknown
  private readonly options: ChannelOptions
  private readonly member: Member = { hear: said => this.hear(said) }
  private readonly changes: ChangesLink
  private readonly joinedAt: number
  private readonly outlet: Outlet
  private readonly presence: PresenceLink
  /** Messages that were replayed and may arrive from the database once more. */
  private readonly replayedIds: ReadonlySet<string>
  private session: Session
  private rights: Rights
  private expiry: NodeJS.Timeout | undefined
  private leaveRoom = (): void => undefined
  private isOver = false

  constructor(options: ChannelOptions) {
    const { server, admitted } = options
    const { room, config } = admitted
    this.options = options
    this.joinRef = options.joinRef
    this.session = admitted.session
    this.rights = admitted.rights
    this.replayedIds = new Set(admitted.replayed.map(({ id }) => id))
    this.presence = new PresenceLink(server, room, this.member, config.presence)
    this.joinedAt = server.context.now()
    this.outlet = new FrameFaults(server.context.faults, {
      outlet: options.outlet,
      target: () => this.target(),
      isOpen: () => !this.isOver,
    })
    this.changes = new ChangesLink(server, config.bindings, {
      onChange: (data, ids) => {
        this.outlet.send(encodeChange(this.outlet.vsn, options.topic, data, ids))
      },
      onStatus: (status, message) => this.system('postgres_changes', status, message),
    })
  }

  /**
   * Subscribes to changes when the client wants its join answered only then. Resolves to why that
   * cannot be done; to undefined when it is done, or was not wanted.
   */
  async prepare(): Promise<string | undefined> {
    const { waitMs } = this.options.admitted.config
    return waitMs === undefined ? undefined : this.changes.linkFirst(this.session.caller, waitMs)
  }

  /** Answers the join and begins to serve. */
  open(ref: unknown): void {
    const { server, admitted } = this.options
    const { room, config, replayed } = admitted
    const bindings = config.bindings.map(params => ({ ...params, id: bindingId(params) }))
    this.leaveRoom = server.hub.join(room, this.member)
    this.reply(ref, 'ok', { postgres_changes: bindings })
    for (const { broadcast } of replayed) this.replay(broadcast)
    const present = this.presence.state(this.rights)
    if (present !== undefined) this.say(this.joinRef, 'presence_state', present)
    this.watchExpiry()
    if (config.waitMs === undefined) this.changes.link(this.session.caller)
    else this.system('postgres_changes', 'ok', SUBSCRIBED)
    if (config.wantsReplicationReady) void this.announceReplication()
  }

  /** Takes a push. What is unknown is passed over in silence. */
  async receive(event: string, ref: unknown, payload: unknown): Promise<void> {
    if (event === 'broadcast') return this.push(ref, envelopeBroadcast(payload ?? {}))
    if (event === 'presence') return this.show(ref, payload)
    if (event === 'access_token' && isObject(payload)) {
      return this.renew(payload['access_token']).catch(error => this.failUnreachable(error))
    }
    this.options.server.meters.events.add()
  }

  /** Takes a broadcast that came as bytes. */
  async receiveBroadcast(ref: unknown, user: UserBroadcast): Promise<void> {
    return this.push(ref, { form: 'user', user })
  }

  view(): ChannelView {
    const { room, config } = this.options.admitted
    const bindings = config.bindings.map(describeBinding)
    return { ...room, joinedAt: this.joinedAt, bindings, ...whoIs(this.session.caller) }
  }

  /** What a fault's scope may name of it. */
  target(): Target {
    const { topic } = this.options.admitted.room
    return { topic, user: whoIs(this.session.caller).user ?? undefined }
  }

  /** Subscribes to the database's changes anew, with a gap; false when there is nothing subscribed. */
  relink(): boolean {
    if (this.options.admitted.config.bindings.length === 0) return false
    this.changes.unlink()
    this.changes.link(this.session.caller)
    return true
  }

  /** Ends the channel without a word. */
  end(): void {
    this.isOver = true
    clearTimeout(this.expiry)
    this.changes.unlink()
    // In this order: who leaves is told of it too, as really.
    this.presence.leave()
    this.leaveRoom()
  }

  /** Tells the client that the channel is over. */
  sayClosed(): void {
    this.say(this.joinRef, 'phx_close', '{}', this.joinRef)
  }

  /** Ends as if by the server's will, or its failure. */
  endBy(how: ChannelEnding): void {
    if (how === 'expire') return this.fail(expiredRefusal(0).push)
    if (how === 'limit') return this.fail('Too many messages per second')
    if (how === 'close') this.sayClosed()
    else this.say(this.joinRef, 'phx_error', '{}', this.joinRef)
    this.end()
    this.options.onEnd()
  }

  reply(ref: unknown, status: 'ok' | 'error', response: unknown): void {
    this.say(this.joinRef, 'phx_reply', JSON.stringify({ status, response }), ref)
  }

  private hear({ extension, id, encode }: Said): void {
    if (!this.hears(extension) || (id !== undefined && this.replayedIds.has(id))) return
    const frame = encode(this.outlet.vsn)
    if (frame !== undefined) this.outlet.send(frame)
    if (extension === 'broadcast') this.count()
  }

  private hears(extension: Extension): boolean {
    return extension === 'presence'
      ? this.presence.hears(this.rights)
      : this.rights.mayRead('broadcast')
  }

  /** What is heard counts too, and whoever hears above the limit is closed. */
  private count(): void {
    const { events } = this.options.server.meters
    events.add()
    if (events.isOver) this.fail('Too many messages per second')
  }

  private replay(broadcast: Broadcast): void {
    const { topic } = this.options
    if (broadcast.form === 'envelope') {
      return this.say(this.joinRef, 'broadcast', broadcast.envelope)
    }
    const frame = encodeBroadcast(this.outlet.vsn, topic, broadcast)
    if (frame !== undefined) this.outlet.send(frame)
  }

  private async push(ref: unknown, broadcast: Broadcast): Promise<void> {
    const { server, topic, admitted } = this.options
    const { room, config } = admitted
    // A refused write is not told: the sender must not learn what it may not know.
    if (!(await this.rights.mayWrite('broadcast')) || this.isOver) return
    server.meters.events.add()
    if (sizeOf(broadcast) > server.limits.payloadBytes) {
      if (config.ack) this.reply(ref, 'error', 'payload_size_exceeded')
      return
    }
    const encode = broadcastEncoder(topic, broadcast)
    const leftOut = config.self ? undefined : this.member
    server.hub.say(room, { extension: 'broadcast', encode }, leftOut)
    if (config.ack) this.reply(ref, 'ok', {})
  }

  private async show(ref: unknown, payload: unknown): Promise<void> {
    const outcome = await this.presence.take(payload, this.rights)
    if (this.isOver) return
    if (outcome.name === 'end') return this.fail(outcome.message)
    this.reply(ref, outcome.status, outcome.response)
    outcome.afterwards?.()
  }

  private async renew(token: unknown): Promise<void> {
    const { server, admitted } = this.options
    const { room } = admitted
    const isIgnored = typeof token !== 'string' || token.startsWith('sb_')
    if (isIgnored || token === this.session.token) return
    const opened = await openSession(server.context, token)
    if (!opened.ok) return this.fail(opened.refusal.push)
    const { session } = opened
    const rights = await Rights.of(server.context.db, room, session.caller)
    const lost = (['broadcast', 'presence'] as const).some(
      extension => this.rights.mayRead(extension) && !rights.mayRead(extension),
    )
    if (this.isOver) return
    if (lost) {
      const message = `You no longer have permission to read from this Channel topic: ${room.topic}`
      return this.fail(message)
    }
    this.session = session
    this.rights = rights
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
    const ready = await this.options.server.feeds.broadcasts.established().then(
      () => true,
      () => false,
    )
    if (ready && !this.isOver) this.system('system', 'ok', 'Replication connection established')
  }

  private failUnreachable(error: unknown): void {
    const { context } = this.options.server
    context.warn(`realtime: the rights of a token could not be read: ${String(error)}`)
    if (!this.isOver) this.fail(UNREACHABLE)
  }

  /** The channel ends by the server's will: a reason, then the end. The socket goes on. */
  private fail(message: string): void {
    this.system('system', 'error', message)
    this.sayClosed()
    this.end()
    this.options.onEnd()
  }

  private system(extension: string, status: 'ok' | 'error', message: string): void {
    const channel = this.options.admitted.room.topic
    this.say(this.joinRef, 'system', JSON.stringify({ message, status, extension, channel }))
  }

  private say(joinRef: unknown, event: string, payload: string, ref: unknown = null): void {
    const { topic } = this.options
    this.outlet.send(encodeText(this.outlet.vsn, { joinRef, ref, topic, event, payload }))
  }
}
