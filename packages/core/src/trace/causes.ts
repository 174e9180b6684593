/** The entries that led to something; bounded, however many there are. */
export interface Causes {
  /** The first ones, each once. */
  readonly ids: number[]
  /** How many further ones there were. */
  more: number
}

/** So many are remembered one by one; the first has waited for longest. */
const MOST_CAUSES = 20

export function noCauses(): Causes {
  return { ids: [], more: 0 }
}

/** Adds `id`; 0 is none, and so is the one that was added last. */
export function addCause(causes: Causes, id: number): void {
  if (id === 0 || causes.ids.at(-1) === id) return
  if (causes.ids.length < MOST_CAUSES) causes.ids.push(id)
  else causes.more += 1
}
