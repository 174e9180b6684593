import type { Faults } from '../../context.ts'
import { subjectOf } from '../../faults/subject.ts'
import { TOPIC_PREFIX } from '../hub.ts'
import type { Refused } from './admit.ts'
import { isObject } from './join-config.ts'

/** The refusal of a join that a fault wants; undefined when none does. */
export function faultOfJoin(
  faults: Faults,
  topic: string,
  payload: unknown,
): ({ readonly ok: false } & Refused) | undefined {
  if (faults.isQuiet) return undefined
  const token = isObject(payload) ? payload['access_token'] : undefined
  const user = typeof token === 'string' ? subjectOf(token) : undefined
  const target = { user, topic: topic.slice(TOPIC_PREFIX.length) }
  const fault = faults.strike(['join-refuse'], [target])?.fault
  return fault === undefined ? undefined : { ok: false, ...fault }
}
