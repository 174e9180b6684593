import type { Batch } from './batch.ts'
import { type Draft, parseDraft } from './draft.ts'

/** What became of the last press on submit. */
export type Delivery =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sent'; readonly count: number }
  /** `field` is what to put right; undefined when nothing that was typed is wrong. */
  | { readonly kind: 'problem'; readonly field?: 'prompt' | 'count'; readonly text: string }

/** What lies before the person, whichever project is open. */
export interface Papers {
  readonly draft: Draft
  readonly delivery: Delivery
}

/** Holds the papers of one user in one tab. It outlives the composer: answers come when that is gone, too. */
export interface Desk {
  readonly read: () => Papers
  readonly subscribe: (listener: () => void) => () => void
  /** What the person changes. */
  readonly edit: (change: (draft: Draft) => Draft) => void
  /** What an answer changes. */
  readonly settle: (change: (draft: Draft) => Draft) => void
  /**
   * The page is being left, which ends its requests: until the person edits again, what is kept stays as it
   * is, with the batches that are being sent, and the next page sends them to their end.
   */
  readonly seal: () => void
  readonly say: (delivery: Delivery) => void
  /** Batches that were being sent when the page was reloaded; empty from the second call on. */
  readonly takeInterrupted: () => readonly Batch[]
}

type Drawer = Pick<Storage, 'getItem' | 'setItem'>

/** A desk whose draft is kept in `drawer` under `place`. What was last said is not kept. */
export function makeDesk(drawer: Drawer, place: string): Desk {
  const listeners = new Set<() => void>()
  let papers: Papers = { draft: parseDraft(drawer.getItem(place)), delivery: { kind: 'idle' } }
  let interrupted = papers.draft.sending
  let sealed = false

  const put = (next: Papers): void => {
    if (!sealed) drawer.setItem(place, JSON.stringify(next.draft))
    papers = next
    for (const tell of listeners) tell()
  }
  return {
    read: () => papers,
    subscribe: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    edit: change => {
      sealed = false
      put({ ...papers, draft: change(papers.draft) })
    },
    settle: change => put({ ...papers, draft: change(papers.draft) }),
    seal: () => {
      sealed = true
    },
    say: delivery => put({ ...papers, delivery }),
    takeInterrupted: () => {
      const taken = interrupted
      interrupted = []
      return taken
    },
  }
}
