import { authRequest } from './auth.ts'
import type { Case, Part, Step } from './case.ts'
import { diceOf, type Dice } from './dice.ts'
import { rawRequest } from './http.ts'
import { realtimeSteps } from './realtime.ts'
import { restRequest } from './rest.ts'
import { storageRequest } from './storage.ts'

const REQUESTS = 10
/** How often each part comes. */
const shares: readonly Part[] = [
  'rest',
  'rest',
  'rest',
  'rest',
  'realtime',
  'realtime',
  'realtime',
  'storage',
  'auth',
  'http',
] as readonly Part[]

const makers: Readonly<Record<Part, (dice: Dice) => readonly Step[]>> = {
  rest: dice => times(() => restRequest(dice)),
  auth: dice => times(() => authRequest(dice)),
  storage: dice => times(() => storageRequest(dice)),
  http: dice => times(() => rawRequest(dice)),
  realtime: realtimeSteps,
}

/** The case of a seed and an index: always the same. `only` keeps one part. */
export function caseOf(seed: number, index: number, only: Part | undefined): Case {
  const dice = diceOf(seed, index)
  const picked = dice.pick(shares)
  const part = only ?? picked
  return { index, part, steps: makers[part](dice) }
}

function times(make: () => Step): readonly Step[] {
  return Array.from({ length: REQUESTS }, make)
}
