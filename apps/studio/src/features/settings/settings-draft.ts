import type { Json } from '@/integrations/supabase/types'

/** Settings by name. In a patch, null takes the setting away. */
export type Settings = Readonly<Record<string, Json>>

/** The value of a settings column, which holds what anyone wrote; no settings when it is no object. */
export function asSettings(value: Json | undefined): Settings {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Settings) : {}
}

/** Whose settings: every project and shot has its own, and so has every user. */
export type SettingsScope = 'user' | 'project' | 'shot'

export interface SettingsOwner {
  readonly scope: SettingsScope
  readonly id: string
}

/** What this tab has changed of one owner's settings, and the backend has not confirmed. */
export interface SettingsDraft {
  /** Not asked for yet. */
  readonly unsent: Settings
  /** Asked for, and not answered yet. */
  readonly sending: Settings | undefined
  /** Why the last save came to nothing; undefined since one worked, or before any. */
  readonly problem: string | undefined
}

export const noDraft: SettingsDraft = { unsent: {}, sending: undefined, problem: undefined }

export function edited(draft: SettingsDraft, patch: Settings): SettingsDraft {
  return { ...draft, unsent: { ...draft.unsent, ...patch } }
}

export function sent(draft: SettingsDraft): SettingsDraft {
  return { ...draft, unsent: {}, sending: draft.unsent }
}

export function saved(draft: SettingsDraft): SettingsDraft {
  return { ...draft, sending: undefined, problem: undefined }
}

/** What was sent is unsent again, under what was typed since. */
export function refused(draft: SettingsDraft, problem: string): SettingsDraft {
  return { unsent: unconfirmed(draft), sending: undefined, problem }
}

/** All that a refetch or another tab must not replace. */
export function unconfirmed({ sending, unsent }: SettingsDraft): Settings {
  return { ...sending, ...unsent }
}

export function isEmpty(patch: Settings): boolean {
  return Object.keys(patch).length === 0
}

/** The settings as they are with a patch over them. */
export function patched(settings: Settings, patch: Settings): Settings {
  if (isEmpty(patch)) return settings
  const all = Object.entries({ ...settings, ...patch })
  return Object.fromEntries(all.filter(([, value]) => value !== null))
}
