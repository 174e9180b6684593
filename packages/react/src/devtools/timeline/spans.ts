import { jsonOf, keyOf, keysOf, textOf, type Entry, type Key } from '../entry.ts'
import { titleOf } from '../words.ts'
import { laneOf, type Lane } from './lanes.ts'
import { toneOf, type Tone } from './tones.ts'

/** One thing on the timeline: one entry, or one that lasted with the entries that ended or completed it. */
export interface Span {
  /** Of the entry that began it. */
  readonly id: number
  readonly lane: Lane
  readonly from: number
  /** Undefined: it still lasts. The same as `from`: a moment. */
  readonly to: number | undefined
  readonly tone: Tone
  readonly title: string
  /** The entries that it consists of, in their order; never empty. */
  readonly entries: readonly [Entry, ...Entry[]]
}

interface Draft {
  readonly entries: [Entry, ...Entry[]]
  to: number | undefined
}

/** What has begun and not ended: states by their name, holds by their scope. */
interface Open {
  readonly states: Map<string, Draft>
  readonly holds: Map<string, Draft[]>
}

/**
 * The entries as spans, in order of their beginning: a fetch lasts until it settles, a hold until its release,
 * a question to the change log until its answer, a state of the connection or the page until the next one; what an event touches belongs to the event.
 */
export function spansOf(entries: readonly Entry[]): readonly Span[] {
  const drafts = new Map<number, Draft>()
  const open: Open = { states: new Map(), holds: new Map() }
  for (const entry of entries) {
    const before = completes(entry, drafts) ?? endedHold(entry, open)
    if (before === undefined) drafts.set(entry.id, begin(entry, open))
    else {
      before.entries.push(entry)
      if (entry.what !== 'keys') before.to = entry.at
    }
  }
  return Array.from(drafts.values(), finished)
}

/** The span that an entry is the rest of, by its cause: a fetch that settled, the keys of an event. */
function completes(entry: Entry, drafts: ReadonlyMap<number, Draft>): Draft | undefined {
  const isRest = is(entry, 'query', 'settled') || is(entry, 'router', 'keys')
  if (!isRest) return undefined
  for (const cause of entry.causes) {
    const found = drafts.get(cause)
    if (found !== undefined) return found
  }
  return undefined
}

/** The hold that an entry ends: its cause, or, where that is not named, the newest over its scope. */
function endedHold(entry: Entry, { holds }: Open): Draft | undefined {
  if (!is(entry, 'router', 'release') && !is(entry, 'router', 'hold ran out')) return undefined
  const open = holds.get(scopeOf(entry)) ?? []
  const at = open.findIndex(({ entries: [hold] }) => entry.causes.includes(hold.id))
  return open.splice(at, 1)[0]
}

function begin(entry: Entry, open: Open): Draft {
  const isMoment = !is(entry, 'query', 'fetch') && !is(entry, 'router', 'hold')
  const draft: Draft = { entries: [entry], to: isMoment ? entry.at : undefined }
  if (is(entry, 'router', 'hold')) {
    const scope = scopeOf(entry)
    open.holds.set(scope, [...(open.holds.get(scope) ?? []), draft])
  }
  const lasting = lastingOf(entry)
  if (lasting === undefined) return draft
  const before = open.states.get(lasting.name)
  if (before !== undefined) before.to = entry.at
  open.states.delete(lasting.name)
  if (lasting.rests) return draft
  draft.to = undefined
  open.states.set(lasting.name, draft)
  return draft
}

function scopeOf(entry: Entry): string {
  return jsonOf(keyOf(entry))
}

interface Lasting {
  /** Of things of one name, the next one ends the one before. */
  readonly name: string
  /** It only ends what was before, and does not itself last. */
  readonly rests?: boolean
}

function lastingOf(entry: Entry): Lasting | undefined {
  const { part, what } = entry
  if (part === 'connection' && what !== 'source failed')
    return { name: 'connection', rests: what === 'closed' }
  if (part === 'poller' && what.startsWith('backend '))
    return { name: 'backend', rests: what === 'backend closed' }
  if (is(entry, 'page', 'hidden') || is(entry, 'page', 'shown'))
    return { name: 'sight', rests: what === 'shown' }
  if (is(entry, 'page', 'offline') || is(entry, 'page', 'online'))
    return { name: 'network', rests: what === 'online' }
  if (part === 'log' && what !== 'silent loss') return { name: 'question', rests: what !== 'asked' }
  return undefined
}

function is({ part, what }: Entry, ofPart: string, word: string): boolean {
  return part === ofPart && what === word
}

function finished({ entries, to }: Draft): Span {
  const [first] = entries
  return {
    id: first.id,
    lane: laneOf(first),
    from: first.at,
    to,
    tone: toneOf(entries),
    title: titleOf(first),
    entries,
  }
}

/** All keys that a span names. */
export function keysOfSpan({ entries }: Span): readonly Key[] {
  return entries.flatMap(keysOf)
}

/** How a fetch ended; undefined while it has not, and for what is no fetch. */
export function outcomeOf({ entries }: Span): string | undefined {
  const last = entries.find(entry => is(entry, 'query', 'settled'))
  return last && textOf(last, 'outcome')
}
