import type { Span } from './spans.ts'

/** Who led to whom, among the spans that are there. */
export interface Causality {
  /** What led to a span directly, in order of time. */
  readonly causes: (id: number) => readonly number[]
  /** What it led to directly. */
  readonly effects: (id: number) => readonly number[]
  /** Entries that led to it and have left the ring. */
  readonly lost: (id: number) => readonly number[]
  /** Of the span that an entry belongs to. */
  readonly spanOf: (entryId: number) => number | undefined
}

export function causalityOf(spans: readonly Span[]): Causality {
  const spanByEntry = new Map<number, number>()
  for (const { id, entries } of spans) for (const entry of entries) spanByEntry.set(entry.id, id)
  const causes = new Map<number, readonly number[]>()
  const effects = new Map<number, number[]>()
  const lost = new Map<number, readonly number[]>()
  for (const { id, entries } of spans) {
    const named = [...new Set(entries.flatMap(entry => entry.causes))]
    const found = named.map(cause => spanByEntry.get(cause))
    const known = unique(found.filter(span => span !== undefined && span !== id))
    causes.set(id, known)
    lost.set(
      id,
      named.filter((_, n) => found[n] === undefined),
    )
    for (const cause of known) effects.set(cause, [...(effects.get(cause) ?? []), id])
  }
  return {
    causes: id => causes.get(id) ?? [],
    effects: id => effects.get(id) ?? [],
    lost: id => lost.get(id) ?? [],
    spanOf: entryId => spanByEntry.get(entryId),
  }
}

/** Everything that led to a span, and everything that it led to; never the span itself. */
export interface Kin {
  readonly causes: ReadonlySet<number>
  readonly effects: ReadonlySet<number>
}

export function kinOf(id: number, { causes, effects }: Causality): Kin {
  return { causes: reach(id, causes), effects: reach(id, effects) }
}

function reach(start: number, next: (id: number) => readonly number[]): ReadonlySet<number> {
  const found = new Set<number>()
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const further of next(id)) {
      if (further === start || found.has(further)) continue
      found.add(further)
      open.push(further)
    }
  return found
}

/** A span and what follows from it (or led to it), as a tree in which each span comes once. */
export interface Branch {
  readonly id: number
  readonly branches: readonly Branch[]
}

export function branchesOf(
  id: number,
  next: (id: number) => readonly number[],
  seen: Set<number> = new Set([id]),
): readonly Branch[] {
  const fresh = next(id).filter(further => !seen.has(further))
  for (const further of fresh) seen.add(further)
  return fresh.map(further => ({ id: further, branches: branchesOf(further, next, seen) }))
}

function unique(ids: readonly (number | undefined)[]): readonly number[] {
  return [...new Set(ids)].filter(id => id !== undefined)
}
