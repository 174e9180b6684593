import { useEffect } from 'react'
import { runtimeSettings } from '@/shared/lib/runtimeSettings'
import { useNotify } from '../ui/notices.tsx'

/** Tells once of each switch, in the build, the address or this browser, that makes no sense. */
export function useSettingProblems(): void {
  const notify = useNotify()
  useEffect(() => {
    for (const problem of runtimeSettings.problems) notify('bad', problem)
  }, [notify])
}
