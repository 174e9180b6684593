import { Likeness } from './likeness.ts'
import { Outgoing } from './outgoing.ts'
import { Statements } from './statements.ts'
import type { Target } from './target.ts'
import type { Trace } from './trace.ts'

/** What every play of a trace needs. */
export interface Prepared {
  readonly trace: Trace
  readonly target: Target
  readonly likeness: Likeness
  readonly outgoing: Outgoing
  readonly statements: Statements
}

/** Gets ready to play a trace against a server: nothing is sent yet. */
export function prepare(trace: Trace, target: Target): Prepared {
  const likeness = new Likeness(Date.parse(trace.scenario.at))
  const outgoing = new Outgoing(trace.scenario, target.secret)
  const statements = new Statements(target.connection, likeness)
  return { trace, target, likeness, outgoing, statements }
}
