import type pg from 'pg'
import type { Chance } from '../../../core/test/sim/chance.ts'
import type { Ledger } from './ledger.ts'
import { ROOMS } from './rows.ts'
import type { ToldChange } from './truth.ts'
import type { Actor } from './writer.ts'

/** A cursor, and what its reader saw when it was given. */
export interface Cursor {
  readonly text: string
  readonly seen: ReadonlySet<number>
  readonly history: number
  /** Whether an answer to it may be incomplete although nothing more fails: a hole was near. */
  readonly isHoleNear: boolean
  readonly holesKnown: number
}

/** What was known when a snapshot was taken. */
interface Moment extends Pick<Cursor, 'history' | 'isHoleNear' | 'holesKnown'> {
  /** How many cursors there were: later ones have seen what it does not. */
  readonly cursors: number
}

/** What a reader was told, and what it could see in the same moment. */
export interface Asked {
  readonly since: Cursor | undefined
  readonly scopes: readonly string[]
  readonly answer: Answer
  readonly seen: ReadonlySet<number>
}

interface Answer {
  readonly cursor: string
  readonly changes: readonly ToldChange[]
  readonly complete: boolean
  readonly reason: string | null
}

export interface ReaderOptions {
  readonly client: pg.Client
  readonly ledger: Ledger
  readonly chance: Chance
  /** All cursors that were ever given, oldest first. */
  readonly cursors: Cursor[]
  readonly onAnswer: (asked: Asked) => void
}

const SCOPES = ['all', 'owner:1', 'owner:2', 'owner:3', 'room:0', 'wide:1']
const ALL = [...SCOPES, ...Array.from({ length: ROOMS }, (_, at) => `room:${at + 1}`)]

// One statement, so one snapshot: the marks that it sees are the truth about what its reader has to be told.
const ASK = `select public.changes_since($1, $2) as answer,
                    (select coalesce(array_agg(id), '{}') from oracle.written) as seen`

/** A session that reads with cursors new and old; now and then with a snapshot that has grown old. */
export class Reader implements Actor {
  readonly #options: ReaderOptions
  /** What was there when its snapshot was taken; undefined: it holds none. */
  #held: Moment | undefined

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  async step(): Promise<void> {
    const { chance, client, cursors } = this.#options
    if (this.#held !== undefined) {
      // It must grow old to show anything.
      if (!chance.in(0.3)) return
      const held = this.#held
      this.#held = undefined
      await this.ask(this.#choose(held.cursors), held)
      await client.query('commit')
      return
    }
    if (chance.in(0.15)) {
      this.#held = this.#now()
      await client.query(
        'begin isolation level repeatable read; select count(*) from oracle.written',
      )
      return
    }
    await this.ask(this.#choose(cursors.length))
  }

  /** Ends what is open. */
  async finish(): Promise<void> {
    this.#held = undefined
    await this.#options.client.query('rollback')
  }

  async ask(
    since: Cursor | undefined,
    { history, isHoleNear, holesKnown } = this.#now(),
  ): Promise<void> {
    const { chance, client, cursors, onAnswer } = this.#options
    const scopes = ALL.filter(() => chance.in(0.5))
    if (scopes.length === 0) scopes.push('all')
    const { rows } = await client.query<{ answer: Answer; seen: readonly number[] }>(ASK, [
      scopes,
      since?.text ?? null,
    ])
    const [row] = rows
    if (row === undefined) return
    const seen = new Set(row.seen)
    onAnswer({ since, scopes, answer: row.answer, seen })
    cursors.push({ text: row.answer.cursor, seen, history, isHoleNear, holesKnown })
  }

  #now(): Moment {
    const { cursors, ledger } = this.#options
    const { history, isHoleNear, holesKnown } = ledger
    return { cursors: cursors.length, history, isHoleNear, holesKnown }
  }

  #choose(known: number): Cursor | undefined {
    const { chance, cursors } = this.#options
    if (known === 0 || chance.in(0.05)) return undefined
    // Mostly a new one, as clients have; the others of any age.
    const from = chance.in(0.6) ? Math.max(0, known - 6) : 0
    return cursors[chance.between(from, known - 1)]
  }
}
