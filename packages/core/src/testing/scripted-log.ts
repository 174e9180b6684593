import type { ChangeLog, LogAnswer, LoggedChange, RowsChange, Scope } from '../change-source.ts'
import { settle } from './manual-clock.ts'

type Told = Extract<LogAnswer, { type: 'told' }>

/** A `ChangeLog` in the hands of a test: every question waits to be answered. */
export interface ScriptedLog extends ChangeLog {
  /** The questions so far, such as `a for ann`, `a for ann since 2`: a cursor is how many changes there were. */
  readonly asked: readonly string[]
  /** How many questions wait for their answer. */
  readonly open: () => number
  /** Keeps `change`. Its `id` is the commit that the log tells of; without one it tells of too many to say. */
  readonly keep: (change: RowsChange) => void
  /**
   * Answers the oldest open question with what was kept since its cursor, complete unless it has none; `own`
   * replaces parts of that. Throws where no question is open, as the three below do.
   */
  readonly answer: (own?: Partial<Told>) => Promise<void>
  /** The scope is not this user's. */
  readonly refuse: () => Promise<void>
  /** Nobody keeps a log, as the backend is set up. */
  readonly absent: () => Promise<void>
  readonly fail: () => Promise<void>
}

interface Question {
  readonly cursor: string | undefined
  readonly resolve: (answer: LogAnswer) => void
  readonly reject: (error: Error) => void
}

/** A log of `tables` that knows what it was given to keep, and answers when it is told to. */
export function scriptedLog(tables: readonly string[]): ScriptedLog {
  const asked: string[] = []
  const kept: LoggedChange[] = []
  const open: Question[] = []

  const take = (): Question => {
    const question = open.shift()
    if (question === undefined) throw new Error('The log was not asked anything.')
    return question
  }
  return {
    tables,
    asked,
    open: () => open.length,
    keep: change =>
      void kept.push({ change, commits: change.id === undefined ? undefined : [change.id] }),
    since: ({ id, userId }: Scope, cursor) => {
      asked.push(`${id} for ${userId}${cursor === undefined ? '' : ` since ${cursor}`}`)
      return new Promise((resolve, reject) => open.push({ cursor, resolve, reject }))
    },
    answer: async own => {
      const { cursor, resolve } = take()
      const changes = cursor === undefined ? [] : kept.slice(Number(cursor))
      const complete = cursor !== undefined
      resolve({ type: 'told', cursor: `${kept.length}`, complete, changes, ...own })
      await settle()
    },
    refuse: async () => {
      take().resolve({ type: 'refused', message: 'This scope is not yours to read.' })
      await settle()
    },
    absent: async () => {
      take().resolve({ type: 'absent', message: 'There is no log here.' })
      await settle()
    },
    fail: async () => {
      take().reject(new Error('The log cannot be asked.'))
      await settle()
    },
  }
}
