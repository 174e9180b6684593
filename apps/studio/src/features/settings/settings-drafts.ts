import { cell, type Cell, type Clock, type Source } from '@everfresh/core'
import {
  edited,
  isEmpty,
  noDraft,
  refused,
  saved,
  sent,
  unconfirmed,
  type Settings,
  type SettingsDraft,
  type SettingsOwner,
} from './settings-draft.ts'

export interface SettingsDraftsHost {
  readonly clock: Clock
  /** Merges `patch` into the owner's settings in the backend. */
  readonly save: (owner: SettingsOwner, patch: Settings) => Promise<unknown>
  /** What went wrong as a sentence, and whether it may go right by itself. */
  readonly explain: (error: unknown) => { readonly message: string; readonly passing: boolean }
  /** Outlives a reload of the tab. */
  readonly storage: {
    readonly read: () => readonly UnsavedSettings[]
    readonly write: (unsaved: readonly UnsavedSettings[]) => void
  }
}

export interface UnsavedSettings extends SettingsOwner {
  readonly patch: Settings
}

/** Saves what people type into settings: rarely, in order, and to whom they typed it for. */
export interface SettingsDrafts {
  readonly of: (owner: SettingsOwner) => Source<SettingsDraft>
  /** Shown at once, saved when nothing more was typed for 300 ms. */
  readonly edit: (owner: SettingsOwner, patch: Settings) => void
  /** Saves what `owner` has unsaved now; without one, what anybody has. */
  readonly flush: (owner?: SettingsOwner) => void
  /** Begins with what an earlier page left unsaved. Returns its undo, after which nothing is sent. */
  readonly start: () => () => void
}

const REST_MS = 300
const TRY_AGAIN_MS = 5_000

interface Entry {
  readonly owner: SettingsOwner
  readonly draft: Cell<SettingsDraft>
  disarm: (() => void) | undefined
}

/**
 * Of one owner, one save is under way at a time: what is typed meanwhile goes into the next, so that the
 * last word is the last to arrive.
 */
export function createSettingsDrafts(host: SettingsDraftsHost): SettingsDrafts {
  const { clock, save, explain, storage } = host
  const { entryOf, all, remember } = openBook(storage)
  let running = false

  const arm = (entry: Entry, ms: number): void => {
    entry.disarm?.()
    entry.disarm = clock.after(ms, () => void send(entry))
  }

  const send = async (entry: Entry): Promise<void> => {
    const { draft, owner } = entry
    entry.disarm?.()
    entry.disarm = undefined
    if (!running || draft.current.sending !== undefined || isEmpty(draft.current.unsent)) return
    const patch = draft.current.unsent
    draft.set(sent(draft.current))
    try {
      await save(owner, patch)
      draft.set(saved(draft.current))
      // What was due while this one was under way.
      if (entry.disarm === undefined) void send(entry)
    } catch (error) {
      const { message, passing } = explain(error)
      draft.set(refused(draft.current, message))
      if (passing && running) arm(entry, TRY_AGAIN_MS)
    }
    if (running) remember()
  }

  const edit = (owner: SettingsOwner, patch: Settings): void => {
    const entry = entryOf(owner)
    entry.draft.set(edited(entry.draft.current, patch))
    remember()
    arm(entry, REST_MS)
  }

  return {
    of: owner => entryOf(owner).draft,
    edit,
    flush: owner => {
      for (const entry of owner ? [entryOf(owner)] : all()) void send(entry)
    },
    start: () => {
      running = true
      for (const { patch, ...owner } of storage.read()) edit(owner, patch)
      return () => {
        running = false
        for (const entry of all()) entry.disarm?.()
      }
    },
  }
}

/** The drafts of all owners, and what is kept of them over a reload. */
function openBook(storage: SettingsDraftsHost['storage']) {
  const entries = new Map<string, Entry>()
  const all = (): readonly Entry[] => [...entries.values()]
  return {
    all,
    entryOf: ({ scope, id }: SettingsOwner): Entry => {
      const key = `${scope}:${id}`
      const owner = { scope, id }
      const entry = entries.get(key) ?? { owner, draft: cell(noDraft), disarm: undefined }
      entries.set(key, entry)
      return entry
    },
    remember: (): void => {
      const unsaved = all().map(({ owner, draft }) => ({
        ...owner,
        patch: unconfirmed(draft.current),
      }))
      storage.write(unsaved.filter(({ patch }) => !isEmpty(patch)))
    },
  }
}
