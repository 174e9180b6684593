import { useSource } from '@everfresh/react'
import { createContext, use, useEffect, useMemo } from 'react'
import type { Json } from '@/integrations/supabase/types'
import {
  isEmpty,
  patched,
  unconfirmed,
  type Settings,
  type SettingsDraft,
  type SettingsScope,
} from './settings-draft.ts'
import type { SettingsDrafts } from './settings-drafts.ts'
import { useToolSettings } from './use-tool-settings.ts'

export const SettingsDraftsContext = createContext<SettingsDrafts | undefined>(undefined)

export interface SettingsForm {
  /**
   * What to show: the saved settings, which follow other tabs, under what was typed here and is not
   * confirmed, which nothing replaces. Undefined until they were loaded once.
   */
  readonly values: Settings | undefined
  /** Changes one setting, shown at once and saved when nothing more was typed for 300 ms; null takes it away. */
  readonly set: (name: string, value: Json) => void
  /** Saves at once: for `onBlur`. */
  readonly flush: () => void
  /** `failed`: what was typed is kept here, and `problem` says why it is not saved. */
  readonly state: 'saved' | 'unsaved' | 'saving' | 'failed'
  readonly problem: string | undefined
  /** Why the settings did not load. */
  readonly loading: ReturnType<typeof useToolSettings>
}

/**
 * The settings of one user, project or shot, for a form. They are saved to whom they were typed for, also
 * when the form shows another by then, and when it is gone.
 */
export function useSettingsForm(scope: SettingsScope, id: string): SettingsForm {
  const drafts = use(SettingsDraftsContext)
  if (drafts === undefined) throw new Error('A settings form is outside of SettingsDraftsProvider.')
  const owner = useMemo(() => ({ scope, id }), [scope, id])
  const loading = useToolSettings(owner)
  const draft = useSource(drafts.of(owner))
  useEffect(() => () => drafts.flush(owner), [drafts, owner])
  return {
    values: loading.data && patched(loading.data, unconfirmed(draft)),
    set: (name, value) => drafts.edit(owner, { [name]: value }),
    flush: () => drafts.flush(owner),
    state: stateOf(draft),
    problem: draft.problem,
    loading,
  }
}

function stateOf({ problem, sending, unsent }: SettingsDraft): SettingsForm['state'] {
  if (sending !== undefined) return 'saving'
  if (isEmpty(unsent)) return 'saved'
  return problem === undefined ? 'unsaved' : 'failed'
}
