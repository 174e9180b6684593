import { randomBytes } from 'node:crypto'
import { keyOf, TOPIC_PREFIX, type Hub, type Member, type Room } from './hub.ts'
import { oncePerDialect } from './wire/broadcast.ts'
import { encodeText } from './wire/serializer.ts'

type Meta = Readonly<Record<string, unknown>> & { readonly phx_ref: string }

/** Who shows themselves in one room: a key, which several members may share, and what it says. */
interface Shown {
  readonly key: string
  readonly meta: Meta
}

type Side = readonly Shown[]

/** What a member shows of itself, and under which key. */
export interface Showing {
  readonly key: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** Who is present where. Each member shows one thing at most. */
export class Presence {
  private readonly rooms = new Map<string, Map<Member, Shown>>()
  private readonly hub: Hub

  constructor(hub: Hub) {
    this.hub = hub
  }

  /** JSON text of everyone shown in a room, in the form of `presence_state`. */
  state(room: Room): string {
    return sideJson([...(this.rooms.get(keyOf(room))?.values() ?? [])])
  }

  /** Shows a member, in the place of what it showed before, and tells the room. Returns how many heard it. */
  track(room: Room, member: Member, { key, payload }: Showing): number {
    const shown = this.rooms.get(keyOf(room)) ?? new Map<Member, Shown>()
    this.rooms.set(keyOf(room), shown)
    const before = shown.get(member)
    const previous = before === undefined ? {} : { phx_ref_prev: before.meta.phx_ref }
    const now = {
      key,
      meta: { phx_ref: randomBytes(12).toString('base64'), ...previous, ...payload },
    }
    shown.set(member, now)
    return this.tell(room, [now], before === undefined ? [] : [before])
  }

  /** Hides a member and tells the room. Nothing happens when it showed nothing. Returns how many heard it. */
  untrack(room: Room, member: Member): number {
    const shown = this.rooms.get(keyOf(room))
    const before = shown?.get(member)
    if (shown === undefined || before === undefined) return 0
    shown.delete(member)
    if (shown.size === 0) this.rooms.delete(keyOf(room))
    return this.tell(room, [], [before])
  }

  private tell(room: Room, joins: Side, leaves: Side): number {
    const payload = `{"joins":${sideJson(joins)},"leaves":${sideJson(leaves)}}`
    const topic = TOPIC_PREFIX + room.topic
    const frame = { joinRef: null, ref: null, topic, event: 'presence_diff', payload }
    const encode = oncePerDialect(vsn => encodeText(vsn, frame))
    return this.hub.say(room, { extension: 'presence', encode })
  }
}

function sideJson(side: Side): string {
  const metas = new Map<string, Meta[]>()
  for (const { key, meta } of side) metas.set(key, [...(metas.get(key) ?? []), meta])
  return JSON.stringify(Object.fromEntries([...metas].map(([key, its]) => [key, { metas: its }])))
}
