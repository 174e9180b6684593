import { systemClock } from '@everfresh/core'
import { useOptimisticMutation } from '@everfresh/react'
import { type ReactNode, useEffect, useState } from 'react'
import { supabase } from '@/integrations/supabase/client'
import { toolSettingsKey } from '@/shared/lib/queryKeys'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { explain, isBackendAway, unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { patched, type Settings } from './settings-draft.ts'
import { createSettingsDrafts, type UnsavedSettings } from './settings-drafts.ts'
import { unsavedSettings } from './unsaved-settings.ts'
import { SettingsDraftsContext } from './use-settings-form.ts'

/** Keeps what people type into settings until it is saved, whatever screen they are on by then. */
export function SettingsDraftsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { id: userId } = useUser()
  const { mutateAsync } = useOptimisticMutation<unknown, Error, UnsavedSettings>({
    // Without a network it fails at once, and says so; it is tried again by itself.
    networkMode: 'always',
    mutationFn: async ({ scope, id, patch }) =>
      unwrap(
        await supabase
          .rpc('patch_settings', { p_scope: scope, p_id: id, p_patch: patch })
          .abortSignal(withinLimit()),
      ),
    touches: ({ scope, id }) => [toolSettingsKey(scope, id)],
    patch: (data, { patch }) => data && patched(data as Settings, patch),
  })
  const [drafts] = useState(() =>
    createSettingsDrafts({
      clock: systemClock,
      save: (owner, patch) => mutateAsync({ ...owner, patch }),
      explain: error => ({ message: explain(error), passing: isBackendAway(error) }),
      storage: unsavedSettings(userId),
    }),
  )
  useEffect(() => {
    const stop = drafts.start()
    const leave = (): void => {
      if (document.visibilityState === 'hidden') drafts.flush()
    }
    document.addEventListener('visibilitychange', leave)
    return () => {
      document.removeEventListener('visibilitychange', leave)
      stop()
    }
  }, [drafts])
  return <SettingsDraftsContext value={drafts}>{children}</SettingsDraftsContext>
}
