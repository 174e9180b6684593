import { randomUUID } from 'node:crypto'
import type { Member, Room } from '../hub.ts'
import type { Server } from '../server.ts'
import { isObject, type JoinConfig } from './join-config.ts'
import type { Rights } from './rights.ts'

/** What a presence push comes to. */
export type Outcome =
  | {
      readonly name: 'reply'
      readonly status: 'ok' | 'error'
      readonly response: object
      /** What is to be done after the reply: who tracks is answered before anybody is told. */
      readonly afterwards?: () => void
    }
  /** The channel is to end, for this reason. */
  | { readonly name: 'end'; readonly message: string }

const OK = { name: 'reply', status: 'ok', response: {} } as const
const REFUSED = { name: 'reply', status: 'error', response: {} } as const
const TOO_MANY: Outcome = { name: 'end', message: 'Too many presence messages per second' }

/** One channel's presence in its room: what it shows, and how often it may say so. */
export class PresenceLink {
  private readonly server: Server
  private readonly room: Room
  private readonly member: Member
  private readonly key: string
  private isEnabled: boolean
  /** JSON text of what is shown; undefined while nothing is. */
  private shown: string | undefined
  private calls = 0
  private windowEndsAt = 0

  constructor(
    server: Server,
    room: Room,
    ...[member, config]: readonly [Member, JoinConfig['presence']]
  ) {
    this.server = server
    this.room = room
    this.member = member
    this.key = config.key === '' ? randomUUID() : config.key
    this.isEnabled = config.isEnabled
  }

  /** JSON text of everyone shown, for who joins; undefined when it did not ask or may not know. */
  state(rights: Rights): string | undefined {
    if (!this.isEnabled || !rights.mayRead('presence')) return undefined
    this.server.meters.presence.add()
    return this.server.presence.state(this.room)
  }

  /** Whether the channel is told who comes and goes: in a private room only who asked, or shows itself. */
  hears(rights: Rights): boolean {
    return rights.mayRead('presence') && (this.isEnabled || !this.room.isPrivate)
  }

  async take(payload: unknown, rights: Rights): Promise<Outcome> {
    // A push that names no event is agreed to, and means nothing.
    if (!isObject(payload) || typeof payload['event'] !== 'string') return OK
    if (!this.isInTime()) return { name: 'end', message: 'Client presence rate limit exceeded' }
    switch (payload['event'].toLowerCase()) {
      case 'track':
        return (await rights.mayWrite('presence')) ? this.track(payload['payload'] ?? {}) : REFUSED
      case 'untrack':
        this.leave()
        return OK
      default:
        return REFUSED
    }
  }

  /** Shows nothing any more. */
  leave(): void {
    this.shown = undefined
    this.server.meters.presence.add(this.server.presence.untrack(this.room, this.member))
  }

  private track(payload: unknown): Outcome {
    const { meters, presence, limits } = this.server
    if (!isObject(payload)) {
      const response = { reason: 'Presence track payload must be a map' }
      return { name: 'reply', status: 'error', response }
    }
    const text = JSON.stringify(payload)
    if (text === this.shown) return OK
    if (Buffer.byteLength(text) > limits.payloadBytes) {
      return { name: 'end', message: 'Track message size exceeded' }
    }
    if (meters.presence.isOver) return TOO_MANY
    this.shown = text
    this.isEnabled = true
    const afterwards = (): void => {
      const { room, member, key } = this
      meters.presence.add(1 + presence.track(room, member, { key, payload }))
    }
    return { ...OK, afterwards }
  }

  private isInTime(): boolean {
    const { limits, context } = this.server
    const now = context.now()
    if (now > this.windowEndsAt) {
      this.windowEndsAt = now + limits.presenceWindowMs
      this.calls = 0
    }
    this.calls += 1
    return this.calls <= limits.presenceCalls
  }
}
