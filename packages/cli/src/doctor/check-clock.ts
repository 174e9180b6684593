import type { Answer } from './ask.ts'
import { found, type Outcome } from './check.ts'

/** Tokens live an hour and more; what is over this makes their times untrue by a part that shows. */
const TOLERATED_MS = 30_000
/** The header has whole seconds: the truth is half of one later, in the middle. */
const HALF_A_SECOND_MS = 500

/** Compares this machine's clock with the server's, by the answer that took the shortest. */
export function checkClock(answers: readonly (Answer | undefined)[]): Outcome {
  const timed = answers.flatMap(answer =>
    answer?.serverTime === undefined ? [] : [{ ...answer, serverTime: answer.serverTime }],
  )
  const [best] = timed.toSorted((a, b) => tripOf(a) - tripOf(b))
  if (best === undefined) {
    return { skipped: 'no answer told the server’s time (a Date header)' }
  }
  const here = (best.askedAt + best.answeredAt) / 2
  const aheadMs = here - (best.serverTime + HALF_A_SECOND_MS)
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (Math.abs(aheadMs) <= TOLERATED_MS) {
    return { evidence: seconds === 0 ? 'as the server’s' : `${seconds} s from the server’s` }
  }
  const side = aheadMs > 0 ? 'ahead of' : 'behind'
  return found({
    code: 'clock-skew',
    severity: 'warning',
    title: 'This clock is not the server’s',
    evidence: `This machine is ${seconds} s ${side} the server.`,
    next: 'Set this clock by the network (NTP). A client that is ahead takes a good token for expired and renews it without end; one that is behind uses a token after its end, and the server closes the channel.',
  })
}

function tripOf({ askedAt, answeredAt }: Answer): number {
  return answeredAt - askedAt
}
