import { cell, type Source } from '@everfresh/core'
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
  readonly papers: Source<Papers>
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
  const draft = parseDraft(drawer.getItem(place))
  const papers = cell<Papers>({ draft, delivery: { kind: 'idle' } })
  let interrupted = draft.sending
  let sealed = false

  const put = (part: Partial<Papers>): void => {
    const next = { ...papers.current, ...part }
    if (!sealed) drawer.setItem(place, JSON.stringify(next.draft))
    papers.set(next)
  }
  const settle: Desk['settle'] = change => put({ draft: change(papers.current.draft) })
  return {
    papers,
    edit: change => {
      sealed = false
      settle(change)
    },
    settle,
    seal: () => {
      sealed = true
    },
    say: delivery => put({ delivery }),
    takeInterrupted: () => {
      const taken = interrupted
      interrupted = []
      return taken
    },
  }
}
