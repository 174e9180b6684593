import type { Vsn } from './wire/frame.ts'

export const TOPIC_PREFIX = 'realtime:'

/** A topic as the members of one kind of channel see it: a private and a public one never meet. */
export interface Room {
  /** The name without `realtime:`. */
  readonly topic: string
  readonly isPrivate: boolean
}

/** Someone who is in a room. */
export interface Member {
  readonly vsn: Vsn
  send(frame: string | Buffer): void
}

/** Who is in which room. */
export class Hub {
  private readonly rooms = new Map<string, Set<Member>>()

  /** Returns its undo. */
  join(room: Room, member: Member): () => void {
    const key = keyOf(room)
    const members = this.rooms.get(key) ?? new Set()
    this.rooms.set(key, members.add(member))
    return () => {
      members.delete(member)
      if (members.size === 0 && this.rooms.get(key) === members) this.rooms.delete(key)
    }
  }

  /** Sends to everyone in the room, but for the one who is left out; undefined is not sent. */
  send(room: Room, encode: (vsn: Vsn) => string | Buffer | undefined, leftOut?: Member): void {
    for (const member of this.rooms.get(keyOf(room)) ?? []) {
      if (member === leftOut) continue
      const frame = encode(member.vsn)
      if (frame !== undefined) member.send(frame)
    }
  }
}

/** A text that is the same for two rooms when they are the same room. */
export function keyOf({ topic, isPrivate }: Room): string {
  return `${isPrivate ? 'private' : 'public'}:${topic}`
}
