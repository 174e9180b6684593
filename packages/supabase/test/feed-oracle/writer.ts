import type pg from 'pg'
import type { Chance } from '../../../core/test/sim/chance.ts'
import type { Ledger } from './ledger.ts'
import { anyStatement, type Rows } from './rows.ts'

/** One step of a session: it goes on where the last one ended. */
export interface Actor {
  step(): Promise<void>
}

interface Place {
  readonly rows: Rows
  readonly marks: readonly number[]
}

interface Transaction {
  readonly before: Rows
  readonly origin: string | undefined
  readonly ends: 'commit' | 'roll back' | 'prepare'
  readonly savepoints: Place[]
  marks: readonly number[]
  xid: string | undefined
  left: number
}

export interface WriterOptions {
  readonly client: pg.Client
  readonly ledger: Ledger
  readonly chance: Chance
  readonly scratch: string
  readonly rows: Rows
  /** How many of its statements are made to fail to be logged. */
  readonly faults: number
}

/** The tables whose triggers can be made to fail: see the world. */
const FALLIBLE = ['items', 'notes']

/** A session that writes: single statements, and transactions with savepoints, committed in one phase or in two. */
export class Writer implements Actor {
  readonly #options: WriterOptions
  #rows: Rows
  #running: Transaction | undefined

  constructor(options: WriterOptions) {
    this.#options = options
    this.#rows = options.rows
  }

  async step(): Promise<void> {
    const { chance, ledger } = this.#options
    if (this.#running !== undefined) return this.#goOn(this.#running)
    if (ledger.prepared.length > 0 && chance.in(0.25)) return this.#resolve(chance.in(0.7))
    if (chance.in(0.3)) return this.#alone()
    return this.#begin()
  }

  /** Ends what is open. */
  async finish(): Promise<void> {
    if (this.#running !== undefined) await this.#end(this.#running, 'roll back')
    while (this.#options.ledger.prepared.length > 0) await this.#resolve(true)
  }

  async #begin(): Promise<void> {
    const { chance, client } = this.#options
    const origin = chance.in(0.3) ? `tab.${chance.between(1, 3)}` : undefined
    this.#running = {
      before: this.#rows,
      origin,
      ends: chance.pick(['commit', 'commit', 'commit', 'roll back', 'prepare']),
      savepoints: [],
      marks: [],
      xid: undefined,
      left: chance.between(1, 8),
    }
    const headers =
      origin === undefined
        ? ''
        : `; set local request.headers = '{"x-everfresh-origin": "${origin}"}'`
    await client.query(`begin${headers}`)
  }

  async #goOn(running: Transaction): Promise<void> {
    const { chance, client } = this.#options
    if (running.left <= 0) return this.#end(running, running.ends)
    running.left -= 1
    const at = running.savepoints.length
    if (chance.in(0.2) && at < 4) {
      running.savepoints.push({ rows: this.#rows, marks: running.marks })
      return void (await client.query(`savepoint s${at}`))
    }
    const back = running.savepoints[at - 1]
    if (back !== undefined && chance.in(0.3)) {
      running.savepoints.pop()
      if (chance.in(0.3)) return void (await client.query(`release savepoint s${at - 1}`))
      this.#rows = back.rows
      running.marks = back.marks
      return void (await client.query(
        `rollback to savepoint s${at - 1}; release savepoint s${at - 1}`,
      ))
    }
    const { mark, xid } = await this.#write(running)
    running.marks = [...running.marks, mark]
    if (running.xid === undefined) this.#options.ledger.open.add(xid)
    running.xid = xid
  }

  async #alone(): Promise<void> {
    const { mark } = await this.#write(undefined)
    this.#options.ledger.acknowledged.add(mark)
  }

  async #write(running: Transaction | undefined): Promise<{ mark: number; xid: string }> {
    const { chance, client, ledger, faults } = this.#options
    const scratch = running?.ends === 'prepare' ? undefined : this.#options.scratch
    const { sql, entries, after } = anyStatement(this.#rows, {
      chance,
      newId: () => ledger.newId(),
      scratch,
    })
    const isHole = chance.in(faults) && entries.some(({ table }) => FALLIBLE.includes(table))
    const mark = ledger.newId()
    ledger.written.set(mark, { entries, xid: '', origin: running?.origin, isHole })
    if (isHole) ledger.holes += 1
    const fault = (state: string): string => (isHole ? `set local oracle.fault = '${state}';` : '')
    const results = (await client.query(
      `insert into oracle.written (id) values (${mark}) returning xid; ${fault('on')} ${sql}; ${fault('off')}`,
    )) as unknown as readonly pg.QueryResult<{ xid: string }>[]
    const xid = results[0]?.rows[0]?.xid ?? ''
    ledger.stamp(mark, xid)
    this.#rows = after
    return { mark, xid }
  }

  async #end(running: Transaction, how: Transaction['ends']): Promise<void> {
    const { client, ledger } = this.#options
    this.#running = undefined
    const { xid, before, marks } = running
    const rows = this.#rows
    if (how === 'prepare') {
      const gid = `t${ledger.newId()}`
      this.#rows = new Map()
      await client.query(`prepare transaction '${gid}'`)
      // One that wrote nothing is given its number now.
      const numbered = xid ?? (await this.#numberOf(gid))
      ledger.open.add(numbered)
      ledger.prepared.push({ gid, xid: numbered, before, after: rows })
      return
    }
    if (how === 'roll back') this.#rows = before
    await client.query(how === 'commit' ? 'commit' : 'rollback')
    if (how === 'commit') for (const mark of marks) ledger.acknowledged.add(mark)
    if (xid !== undefined) ledger.open.delete(xid)
  }

  async #numberOf(gid: string): Promise<string> {
    const { rows } = await this.#options.client.query<{ xid: string }>(
      'select transaction::text as xid from pg_prepared_xacts where gid = $1',
      [gid],
    )
    return rows[0]?.xid ?? ''
  }

  /** The second phase of what any writer prepared, who left its rows to who ends it. */
  async #resolve(commit: boolean): Promise<void> {
    const { client, ledger, chance } = this.#options
    const [one] = ledger.prepared.splice(chance.between(0, ledger.prepared.length - 1), 1)
    if (one === undefined) return
    await client.query(`${commit ? 'commit' : 'rollback'} prepared '${one.gid}'`)
    this.#rows = new Map([...this.#rows, ...(commit ? one.after : one.before)])
    ledger.open.delete(one.xid)
  }
}
