import type { Caller, Database } from '../../context.ts'
import { mayWrite, readableBy, type Extension } from '../authorize.ts'
import type { Room } from '../hub.ts'

/**
 * What the user of a channel may do in its room. In a public one everything; in a private one what
 * the policies on realtime.messages say, which is asked once for a token: reading when it comes,
 * writing at the first push.
 */
export class Rights {
  private readonly db: Database
  private readonly room: Room
  private readonly caller: Caller
  private readonly readable: ReadonlySet<Extension>
  private readonly writes = new Map<Extension, Promise<boolean>>()

  private constructor(
    db: Database,
    room: Room,
    ...[caller, readable]: readonly [Caller, ReadonlySet<Extension>]
  ) {
    this.db = db
    this.room = room
    this.caller = caller
    this.readable = readable
  }

  /** Asks what a caller may read. */
  static async of(db: Database, room: Room, caller: Caller): Promise<Rights> {
    const readable = room.isPrivate
      ? await readableBy(db, caller, room.topic)
      : new Set<Extension>(['broadcast', 'presence'])
    return new Rights(db, room, caller, readable)
  }

  mayRead(extension: Extension): boolean {
    return this.readable.has(extension)
  }

  mayWrite(extension: Extension): Promise<boolean> {
    if (!this.room.isPrivate) return Promise.resolve(true)
    const { db, room, caller } = this
    const asked = this.writes.get(extension) ?? mayWrite(db, caller, room.topic, extension)
    this.writes.set(extension, asked)
    // What could not be asked is asked again.
    asked.catch(() => this.writes.delete(extension))
    return asked
  }
}
