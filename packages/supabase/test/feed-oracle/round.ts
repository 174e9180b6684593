import type pg from 'pg'
import { chanceOf, type Chance } from '../../../core/test/sim/chance.ts'
import { Janitor } from './janitor.ts'
import { judge, type Kind, type Reasons } from './judge.ts'
import { Ledger } from './ledger.ts'
import { Reader, type Asked, type Cursor } from './reader.ts'
import type { Item, Rows } from './rows.ts'
import type { Server } from './server.ts'
import { WRITERS } from './world.ts'
import { Writer, type Actor } from './writer.ts'

/** What happens in a database for a while. */
export interface RoundPlan {
  readonly seed: number
  readonly kind: Kind
  readonly steps: number
}

export interface RoundReport {
  /** What went wrong, the first of all; undefined: nothing. */
  readonly wrong: string | undefined
  readonly answers: Reasons
  readonly statements: number
  /** Commits that were answered and lost in a crash. */
  readonly lost: number
  readonly emptied: number
}

/** How many write and read. A connection costs as much as fifty questions: fewer where the server ends them all. */
const CREW = { writers: WRITERS, readers: 3 } as const
const SMALL_CREW = { writers: 3, readers: 2 } as const
const MOST_AT_ONCE = 5

interface Faults {
  readonly share: number
  readonly crew: { readonly writers: number; readonly readers: number }
}
/** How many statements are not logged: few, so that most answers are complete; or more, of so few who write, that holes meet. */
const FAULTS: readonly [Faults, Faults] = [
  { share: 0.03, crew: CREW },
  { share: 0.15, crew: { writers: 2, readers: 3 } },
]
/** How often the server is ended in the middle of a round. */
const DISTURBANCES: Readonly<Record<Kind, number>> = {
  calm: 0,
  rotation: 0,
  holes: 0,
  crash: 3,
  restart: 1,
  restore: 1,
}
/** How many of the last round's cursors are used on. */
const NEWEST = 6
/** With one of how many of the cursors everybody is asked again: those of this history, and those of an older one. */
const AMONG = { current: 2, older: 8 } as const

/** Who is at work, until the server ends their connections. */
interface Crew {
  readonly writers: readonly Writer[]
  readonly readers: readonly Reader[]
  /** In a round of rotation. */
  readonly janitor: Janitor | undefined
}

/** Plays rounds in a database, one after another, each with what the last one left. */
export class Stage {
  readonly #server: Server
  readonly #database: string
  readonly #ledger = new Ledger()
  readonly #cursors: Cursor[] = []
  #clients: readonly pg.Client[] = []
  #plan: RoundPlan
  #chance: Chance
  #answers: Reasons = new Map()
  #asked: Asked[] = []
  #wrong: string | undefined
  #lost = 0
  #sessions = 0

  constructor(server: Server, database: string, first: RoundPlan) {
    this.#server = server
    this.#database = database
    this.#plan = first
    this.#chance = chanceOf(first.seed, 'round')
  }

  /** Plays one, and tells what was wrong with any answer. */
  async play(plan: RoundPlan): Promise<RoundReport> {
    this.#plan = plan
    this.#chance = chanceOf(plan.seed, 'round')
    this.#sessions = 0
    this.#lost = 0
    this.#answers = new Map()
    // What is older is not what this round is about.
    this.#cursors.splice(0, this.#cursors.length - NEWEST)
    const before = this.#ledger.written.size
    const { kind, steps } = plan
    this.#ledger.rotates ||= kind === 'rotation'
    if (kind === 'restore') await this.#keepCopy()
    await this.#connect()
    let crew = this.#crew(await this.#shareOut())
    for (let step = 0; step < steps && this.#wrong === undefined; step += 1) {
      await this.#batch(crew)
      if (this.#disturbs(step)) crew = await this.#disturb(crew)
    }
    if (this.#wrong === undefined) await this.#finish(crew)
    return {
      wrong: this.#wrong,
      answers: this.#answers,
      statements: this.#ledger.written.size - before,
      lost: this.#lost,
      emptied: crew.janitor?.emptied ?? 0,
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const clients = this.#clients
    this.#clients = []
    await Promise.all(clients.map(client => client.end().catch(() => undefined)))
  }

  get #sizes(): { readonly writers: number; readonly readers: number } {
    const { kind } = this.#plan
    if (kind === 'holes') return this.#faults.crew
    return DISTURBANCES[kind] > 0 ? SMALL_CREW : CREW
  }

  get #faults(): Faults {
    return chanceOf(this.#plan.seed, 'faults').pick(FAULTS)
  }

  /** Sees to it that there are the connections that a crew needs. */
  async #connect(): Promise<void> {
    const { writers, readers } = this.#sizes
    const missing = writers + readers + 1 - this.#clients.length
    const more = Array.from({ length: Math.max(0, missing) }, async () => {
      const client = await this.#server.connect(this.#database)
      // Nobody waits for anybody here; should it come to that, it is told.
      await client.query(`set statement_timeout = '20s'`)
      return client
    })
    this.#clients = [...this.#clients, ...(await Promise.all(more))]
  }

  /** Puts sessions to work, the writers on these rows. */
  #crew(rows: readonly Rows[]): Crew {
    const { kind, seed } = this.#plan
    const sizes = this.#sizes
    const ledger = this.#ledger
    const sessions = this.#clients.map(client => {
      this.#sessions += 1
      return { client, ledger, chance: chanceOf(seed, `session ${this.#sessions}`) }
    })
    const faults = kind === 'holes' ? this.#faults.share : 0
    const writers = sessions
      .splice(0, sizes.writers)
      .map(
        (session, at) =>
          new Writer({ ...session, scratch: `scratch_${at}`, rows: rows[at] ?? new Map(), faults }),
      )
    const onAnswer = (asked: Asked): void => void this.#asked.push(asked)
    const readers = sessions
      .splice(0, sizes.readers)
      .map(session => new Reader({ ...session, cursors: this.#cursors, onAnswer }))
    const [last] = sessions
    const janitor = kind === 'rotation' && last ? new Janitor(last.client, last.chance) : undefined
    return { writers, readers, janitor }
  }

  /** Some sessions take a step, one alone or several at once; then what was answered is judged. */
  async #batch({ writers, readers, janitor }: Crew): Promise<void> {
    const chance = this.#chance
    const idle: Actor[] = [...writers, ...readers]
    const chosen = new Set<Actor>()
    if (janitor !== undefined && chance.in(0.4)) chosen.add(janitor)
    const count = chance.in(0.4) ? 1 : chance.between(2, MOST_AT_ONCE)
    for (let at = 0; at < count; at += 1) {
      const actor = idle[chance.between(0, idle.length - 1)]
      if (actor !== undefined) chosen.add(actor)
    }
    await Promise.all([...chosen].map(actor => actor.step()))
    this.#judge()
  }

  #judge(): void {
    for (const asked of this.#asked) {
      const reason = asked.answer.reason ?? ''
      this.#answers.set(reason, (this.#answers.get(reason) ?? 0) + 1)
      this.#wrong ??= judge(asked, this.#ledger)
    }
    this.#asked = []
  }

  #disturbs(step: number): boolean {
    const { kind, steps } = this.#plan
    const every = Math.ceil(steps / (DISTURBANCES[kind] + 1))
    return (step + 1) % every === 0 && step + 1 < steps
  }

  /** Has the server keep a copy of itself; it is restarted for that. */
  async #keepCopy(): Promise<void> {
    await this.close()
    await this.#server.keepCopy()
    this.#ledger.forgetSessions()
  }

  /** Ends the server in the middle of everything, and goes on with what is there when it is back. */
  async #disturb(crew: Crew): Promise<Crew> {
    const server = this.#server
    const kind = this.#plan.kind
    const end = (): Promise<void> => {
      if (kind === 'restart') return server.restart()
      if (kind === 'restore') return server.putBackCopy()
      return this.#chance.in(0.5) ? server.killBackend() : server.killPostmaster()
    }
    const actors = [...crew.writers, ...crew.readers]
    const dying = actors.map(actor => actor.step().catch(() => undefined))
    await end()
    await Promise.all(dying)
    await this.close()
    // What was answered in the turmoil is not judged: whether it was before or after is not known.
    this.#asked = []
    const acknowledged = [...this.#ledger.acknowledged]
    this.#ledger.forgetSessions()
    await this.#connect()
    const next = this.#crew([])
    const left = await this.#takeStock()
    this.#lost += acknowledged.filter(mark => !left.has(mark)).length
    await this.#askAgain(next.readers)
    await next.writers[0]?.finish()
    return this.#crew(await this.#shareOut())
  }

  /** What has survived: the marks, and the transactions that wait for their second phase. */
  async #takeStock(): Promise<ReadonlySet<number>> {
    const [client] = this.#clients
    const marks = await client?.query<{ id: number; xid: string }>(
      'select id, xid from oracle.written',
    )
    for (const { id, xid } of marks?.rows ?? []) this.#ledger.stamp(id, xid)
    const prepared = await client?.query<{ gid: string; xid: string }>(
      'select gid, transaction::text as xid from pg_prepared_xacts where database = current_database()',
    )
    for (const { gid, xid } of prepared?.rows ?? []) {
      this.#ledger.open.add(xid)
      this.#ledger.prepared.push({ gid, xid, before: new Map(), after: new Map() })
    }
    return new Set(marks?.rows.map(({ id }) => id))
  }

  /** Gives the rows that are there to the writers. */
  async #shareOut(): Promise<readonly Rows[]> {
    const [client] = this.#clients
    const found = await client?.query<{
      id: number
      room: number
      owner: number
      notes: number[]
    }>(
      `select id, room::text::integer as room, owner, array(select n.id from notes n where n.item_id = i.id) as notes from items i order by id`,
    )
    const shares = Array.from({ length: this.#sizes.writers }, () => new Map<number, Item>())
    for (const { id, ...item } of found?.rows ?? []) shares[id % shares.length]?.set(id, item)
    return shares
  }

  /** Uses cursors once more, each reader others of them. */
  async #askAgain(readers: readonly Reader[]): Promise<void> {
    const { history } = this.#ledger
    const chosen = [...this.#cursors].filter((cursor, at) => {
      return at % (cursor.history === history ? AMONG.current : AMONG.older) === 0
    })
    await Promise.all(
      readers.map(async (reader, nth) => {
        for (const [at, cursor] of chosen.entries())
          if (at % readers.length === nth) await reader.ask(cursor)
      }),
    )
    this.#judge()
  }

  /** Everything comes to its end, and each cursor that was ever given is used once more. */
  async #finish({ writers, readers }: Crew): Promise<void> {
    const [client] = this.#clients
    for (const reader of readers) await reader.finish()
    for (const writer of writers) await writer.finish()
    await this.#askAgain(readers)
    if (client === undefined || this.#wrong !== undefined) return
    const { rows } = await client.query<{ id: number }>('select id from oracle.written')
    const seen = new Set(rows.map(({ id }) => id))
    for (const mark of this.#ledger.acknowledged)
      if (!seen.has(mark))
        this.#wrong ??= `the test is wrong: the mark ${mark} was committed, and is not there`
  }
}
