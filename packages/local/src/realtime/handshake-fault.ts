import type { Faults } from '../context.ts'
import type { Refusal } from './handshake.ts'

const TYPES = ['realtime-off', 'half-open', 'handshake-hang', 'handshake-refuse'] as const

/** What a fault makes of the next handshake: no answer at all, or a refusal. Undefined when it is served. */
export function faultOfHandshake(faults: Faults): 'hang' | Refusal | undefined {
  // A handshake tells of no user: no scope but the empty one has it.
  const fault = faults.strike(TYPES, [{}])?.fault
  if (fault === undefined) return undefined
  switch (fault.type) {
    case 'realtime-off':
      return { status: 503, error: 'Realtime is switched off' }
    case 'handshake-refuse':
      return { status: fault.status, error: fault.message, retryAfter: fault.retryAfter }
    case 'half-open':
    case 'handshake-hang':
      return 'hang'
  }
}
