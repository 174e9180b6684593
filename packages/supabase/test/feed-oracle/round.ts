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

/** One database, and what happens in it. */
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

const READERS = 3
const MOST_AT_ONCE = 5
/** How many statements are not logged: few, so that most answers are complete, or so many that holes meet. */
const FAULTS = [0.03, 0.2] as const

/** Who is at work, until the server ends their connections. */
interface Crew {
  readonly writers: readonly Writer[]
  readonly readers: readonly Reader[]
  readonly janitor: Janitor
  readonly clients: readonly pg.Client[]
}

/** Plays a round, and tells what was wrong with any answer. */
export class Round {
  readonly #server: Server
  readonly #database: string
  readonly #plan: RoundPlan
  readonly #chance: Chance
  readonly #ledger = new Ledger()
  readonly #cursors: Cursor[] = []
  readonly #answers: Reasons = new Map()
  #asked: Asked[] = []
  #wrong: string | undefined
  #lost = 0
  #emptied = 0
  #sessions = 0

  constructor(server: Server, database: string, plan: RoundPlan) {
    this.#server = server
    this.#database = database
    this.#plan = plan
    this.#chance = chanceOf(plan.seed, 'round')
  }

  async play(): Promise<RoundReport> {
    const { kind, steps } = this.#plan
    if (kind === 'restore') await this.#server.keepCopy()
    let crew = await this.#begin([])
    for (let step = 0; step < steps && this.#wrong === undefined; step += 1) {
      await this.#batch(crew)
      if (this.#disturbs(step)) crew = await this.#disturb(crew)
    }
    if (this.#wrong === undefined) await this.#finish(crew)
    await Promise.all(crew.clients.map(client => client.end()))
    return {
      wrong: this.#wrong,
      answers: this.#answers,
      statements: this.#ledger.written.size,
      lost: this.#lost,
      emptied: this.#emptied + crew.janitor.emptied,
    }
  }

  async #begin(rows: readonly Rows[]): Promise<Crew> {
    const clients: pg.Client[] = []
    const connect = async (): Promise<pg.Client> => {
      const client = await this.#server.connect(this.#database)
      // Nobody waits for anybody here; should it come to that, it is told.
      await client.query(`set statement_timeout = '20s'`)
      clients.push(client)
      return client
    }
    const options = async (): Promise<{ client: pg.Client; ledger: Ledger; chance: Chance }> => {
      this.#sessions += 1
      const chance = chanceOf(this.#plan.seed, `session ${this.#sessions}`)
      return { client: await connect(), ledger: this.#ledger, chance }
    }
    const writers: Writer[] = []
    const readers: Reader[] = []
    const share = chanceOf(this.#plan.seed, 'faults').pick(FAULTS)
    const faults = this.#plan.kind === 'holes' ? share : 0
    for (let at = 0; at < WRITERS; at += 1)
      writers.push(
        new Writer({
          ...(await options()),
          scratch: `scratch_${at}`,
          rows: rows[at] ?? new Map(),
          faults,
        }),
      )
    const onAnswer = (asked: Asked): void => void this.#asked.push(asked)
    for (let at = 0; at < READERS; at += 1)
      readers.push(new Reader({ ...(await options()), cursors: this.#cursors, onAnswer }))
    const { client, chance } = await options()
    return { writers, readers, janitor: new Janitor(client, chance), clients }
  }

  /** Some sessions take a step, one alone or several at once; then what was answered is judged. */
  async #batch({ writers, readers, janitor }: Crew): Promise<void> {
    const chance = this.#chance
    const idle: Actor[] = [...writers, ...readers]
    const chosen = new Set<Actor>()
    if (this.#plan.kind === 'rotation' && chance.in(0.4)) chosen.add(janitor)
    const count = chance.in(0.4) ? 1 : chance.between(2, MOST_AT_ONCE)
    for (let at = 0; at < count; at += 1)
      chosen.add(idle[chance.between(0, idle.length - 1)] ?? janitor)
    await Promise.all([...chosen].map(actor => actor.step()))
    this.#judge()
  }

  #judge(): void {
    for (const asked of this.#asked) {
      const reason = asked.answer.reason ?? ''
      this.#answers.set(reason, (this.#answers.get(reason) ?? 0) + 1)
      this.#wrong ??= judge(asked, this.#ledger, this.#plan.kind)
    }
    this.#asked = []
  }

  #disturbs(step: number): boolean {
    const { kind, steps } = this.#plan
    const every = { calm: 0, rotation: 0, holes: 0, crash: 4, restart: 2, restore: 2 }[kind]
    return every > 0 && (step + 1) % Math.ceil(steps / every) === 0 && step + 1 < steps
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
    await Promise.all(crew.clients.map(client => client.end().catch(() => undefined)))
    // What was answered in the turmoil is not judged: whether it was before or after is not known.
    this.#asked = []
    const acknowledged = [...this.#ledger.acknowledged]
    this.#ledger.forgetSessions()
    const next = await this.#begin([])
    const left = await this.#takeStock(next)
    this.#lost += acknowledged.filter(mark => !left.has(mark)).length
    for (const reader of next.readers) await this.#askWithAll(reader, 4)
    await next.writers[0]?.finish()
    await Promise.all(next.clients.map(client => client.end()))
    return this.#begin(await this.#shareOut())
  }

  /** What has survived: the marks, and the transactions that wait for their second phase. */
  async #takeStock({ clients: [client] }: Crew): Promise<ReadonlySet<number>> {
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
    const client = await this.#server.connect(this.#database)
    const { rows } = await client.query<{
      id: number
      room: number
      owner: number
      notes: number[]
    }>(
      `select id, room::text::integer as room, owner, array(select n.id from notes n where n.item_id = i.id) as notes from items i order by id`,
    )
    await client.end()
    const shares = Array.from({ length: WRITERS }, () => new Map<number, Item>())
    for (const { id, ...item } of rows) shares[id % WRITERS]?.set(id, item)
    return shares
  }

  async #askWithAll(reader: Reader, among: number): Promise<void> {
    for (const [at, cursor] of [...this.#cursors].entries())
      if (at % among === 0) await reader.ask(cursor)
    this.#judge()
  }

  /** Everything comes to its end, and each cursor that was ever given is used once more. */
  async #finish({ writers, readers, clients: [client] }: Crew): Promise<void> {
    for (const reader of readers) await reader.finish()
    for (const writer of writers) await writer.finish()
    const [reader] = readers
    if (reader !== undefined) await this.#askWithAll(reader, 2)
    if (client === undefined || this.#wrong !== undefined) return
    const { rows } = await client.query<{ id: number }>('select id from oracle.written')
    const seen = new Set(rows.map(({ id }) => id))
    for (const mark of this.#ledger.acknowledged)
      if (!seen.has(mark))
        this.#wrong ??= `the test is wrong: the mark ${mark} was committed, and is not there`
  }
}
