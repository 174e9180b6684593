import type { Database, Faults } from '../context.ts'
import type { Target } from './target.ts'

/** A database whose queries wait while a fault says so. New connections are made at once. */
export function failingDatabase(db: Database, faults: Faults): Database {
  const turn = async (target: Target): Promise<void> => {
    for (const paused of faults.standing('database-pause')) {
      if (paused.strike([target])) await new Promise<void>(resolve => paused.hold(resolve))
    }
  }
  return {
    ...db,
    reserve: connections => failingDatabase(db.reserve(connections), faults),
    query: (text, values) =>
      faults.isQuiet ? db.query(text, values) : turn({}).then(() => db.query(text, values)),
    transaction: work =>
      faults.isQuiet ? db.transaction(work) : turn({}).then(() => db.transaction(work)),
    as: (caller, settings, work) => {
      if (faults.isQuiet) return db.as(caller, settings, work)
      const { sub } = caller.claims
      const target = typeof sub === 'string' ? { user: sub } : {}
      return turn(target).then(() => db.as(caller, settings, work))
    },
  }
}
