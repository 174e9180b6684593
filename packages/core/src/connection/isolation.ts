/**
 * The search for the parts of a scope that the server refuses, so that they do not mute the others. The server
 * serves all parts of an attempt or none, and names one that it refuses, or none. An attempt opens the
 * `proved` and the `trial`; the rest is left out.
 */
export interface Isolation {
  /** Served in an earlier attempt. */
  readonly proved: readonly string[]
  /** What the present attempt is to prove. */
  readonly trial: readonly string[]
  /** Under suspicion, not tried yet. */
  readonly untried: readonly string[]
  readonly refused: readonly string[]
}

type Parts = readonly string[]

/** One list, so that nobody takes an empty one for news. */
const none: Parts = []

/** Nothing is known yet: all parts are tried together. */
export function allTogether(parts: Parts): Isolation {
  return { proved: none, trial: parts, untried: none, refused: none }
}

export function openParts({ proved, trial }: Isolation): Parts {
  return [...proved, ...trial]
}

export function leftOut({ untried, refused }: Isolation): Parts {
  return [...untried, ...refused]
}

/** The server serves what is open. With a new `trial` the search goes on; without one it has ended. */
export function served(state: Isolation): Isolation {
  return nextTrial({ ...state, proved: openParts(state), trial: [] })
}

/** The server refuses what is open because of the parts `named`; of some part, when it names none of ours. */
export function refusedBy(state: Isolation, named: Parts): Isolation {
  const open = openParts(state)
  const bad = open.filter(part => named.includes(part))
  // Without a name the fault is in the trial: the others were served. They may have turned bad since.
  const suspects = state.trial.length > 0 ? state.trial : state.proved
  if (bad.length === 0 && suspects.length > 1) {
    const half = Math.ceil(suspects.length / 2)
    return {
      ...state,
      proved: minus(state.proved, suspects),
      trial: suspects.slice(0, half),
      untried: [...suspects.slice(half), ...state.untried],
    }
  }
  const found = bad.length > 0 ? bad : suspects
  return nextTrial({
    proved: minus(state.proved, found),
    trial: minus(state.trial, found),
    untried: state.untried,
    refused: [...state.refused, ...found],
  })
}

/** The refused parts get another chance, all at once. */
export function tryAgain(state: Isolation): Isolation {
  return { ...state, trial: [...state.trial, ...state.refused], refused: none }
}

function nextTrial(state: Isolation): Isolation {
  if (state.trial.length > 0) return state
  const half = Math.ceil(state.untried.length / 2)
  return { ...state, trial: state.untried.slice(0, half), untried: state.untried.slice(half) }
}

function minus(parts: Parts, others: Parts): Parts {
  return parts.filter(part => !others.includes(part))
}
