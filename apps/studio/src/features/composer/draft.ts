import type { Batch } from './batch.ts'

/** What stands in the composer. It outlives a reload and follows the person from project to project. */
export interface Draft {
  readonly prompt: string
  /** As typed, so that what is wrong can stay on screen while it is being put right. */
  readonly count: string
  /** The chosen shot; empty for none; undefined follows the shot that is open. */
  readonly target: string | undefined
  /** A batch that was sent and not yet confirmed. */
  readonly unsettled: Batch | undefined
}

export const emptyDraft: Draft = {
  prompt: '',
  count: '1',
  target: undefined,
  unsettled: undefined,
}

/** A stored draft; the empty one when there is none, or when it cannot be read. */
export function parseDraft(stored: string | null): Draft {
  if (stored === null) return emptyDraft
  try {
    const found: unknown = JSON.parse(stored)
    return isDraft(found) ? { ...emptyDraft, ...found } : emptyDraft
  } catch {
    return emptyDraft
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { prompt, count, target, unsettled } = value as Record<string, unknown>
  return (
    typeof prompt === 'string' &&
    typeof count === 'string' &&
    (target === undefined || typeof target === 'string') &&
    (unsettled === undefined || isBatch(unsettled))
  )
}

function isBatch(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { wish, rows } = value as Record<string, unknown>
  return typeof wish === 'object' && wish !== null && Array.isArray(rows)
}
