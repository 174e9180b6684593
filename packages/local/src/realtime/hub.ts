import type { Extension } from './authorize.ts'
import type { Vsn } from './wire/frame.ts'

export const TOPIC_PREFIX = 'realtime:'

/** A topic as the members of one kind of channel see it: a private and a public one never meet. */
export interface Room {
  /** The name without `realtime:`. */
  readonly topic: string
  readonly isPrivate: boolean
}

/** What is said to a room. */
export interface Said {
  /** What a member must be allowed to read to hear it. */
  readonly extension: Extension
  /** The id of the stored message that it is; undefined when it is none. */
  readonly id?: string | undefined
  /** The frame for a dialect; undefined when it cannot be said in it. */
  readonly encode: (vsn: Vsn) => string | Buffer | undefined
}

/** Someone who is in a room. */
export interface Member {
  hear(said: Said): void
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

  /** Says something to everyone in the room, but for the one who is left out. Returns how many heard it. */
  say(room: Room, said: Said, leftOut?: Member): number {
    const members = this.rooms.get(keyOf(room)) ?? new Set()
    for (const member of members) if (member !== leftOut) member.hear(said)
    return members.size
  }
}

/** A text that is the same for two rooms when they are the same room. */
export function keyOf({ topic, isPrivate }: Room): string {
  return `${isPrivate ? 'private' : 'public'}:${topic}`
}
