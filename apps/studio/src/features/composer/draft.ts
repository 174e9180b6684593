import type { NewTask } from '../tasks/task.ts'
import type { Batch } from './batch.ts'

/** What stands in the composer. It outlives a reload and follows the person from project to project. */
export interface Draft {
  /** One prompt a line. */
  readonly prompt: string
  /** As typed, so that what is wrong can stay on screen while it is being put right. */
  readonly count: string
  /** The chosen shot; empty for none; undefined follows the shot that is open. */
  readonly target: string | undefined
  /** What was sent and is not answered yet. */
  readonly sending: readonly Batch[]
  /** Tasks whose text was given back: the answer was lost, and they may be there or not. */
  readonly unsettled: readonly NewTask[]
}

export const emptyDraft: Draft = {
  prompt: '',
  count: '1',
  target: undefined,
  sending: [],
  unsettled: [],
}

/** The field is free for the next prompt as soon as one is sent. */
export function withSent(draft: Draft, batch: Batch): Draft {
  return { ...draft, prompt: '', sending: [...draft.sending, batch], unsettled: [] }
}

export function withAnswered(draft: Draft, batch: Batch): Draft {
  return { ...draft, sending: draft.sending.filter(other => !areSame(other, batch)) }
}

/** Gives the text back, before what was typed meanwhile. */
export function withGivenBack(draft: Draft, batch: Batch): Draft {
  const prompt = draft.prompt.trim() === '' ? batch.text : `${batch.text}\n${draft.prompt}`
  return {
    ...withAnswered(draft, batch),
    prompt,
    unsettled: [...draft.unsettled, ...batch.tasks],
  }
}

function areSame(a: Batch, b: Batch): boolean {
  return a.tasks[0]?.id === b.tasks[0]?.id
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
  if (!isObject(value)) return false
  const { prompt, count, target, sending = [], unsettled = [] } = value
  return (
    typeof prompt === 'string' &&
    typeof count === 'string' &&
    (target === undefined || typeof target === 'string') &&
    isListOf(isBatch, sending) &&
    isListOf(isTask, unsettled)
  )
}

function isBatch(value: unknown): boolean {
  if (!isObject(value)) return false
  const { projectId, text, tasks } = value
  return typeof projectId === 'string' && typeof text === 'string' && isListOf(isTask, tasks)
}

function isTask(value: unknown): boolean {
  return isObject(value) && typeof value['id'] === 'string' && isObject(value['params'])
}

function isListOf(isMember: (value: unknown) => boolean, value: unknown): boolean {
  return Array.isArray(value) && value.every(isMember)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
