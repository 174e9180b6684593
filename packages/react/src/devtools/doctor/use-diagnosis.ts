import type { Clock } from '@everfresh/core'
import type { Finding } from '@everfresh/core/diagnose'
import { useEffect, useRef, useState } from 'react'
import type { Diagnose, DiagnosisProgress } from '../props.ts'

export type Diagnosis =
  | { readonly name: 'not-run' }
  | { readonly name: 'running'; readonly progress: DiagnosisProgress | undefined }
  | { readonly name: 'found'; readonly findings: readonly Finding[]; readonly at: number }
  | { readonly name: 'failed'; readonly message: string }

/** What the doctor found or is at. */
export interface Doctor {
  readonly diagnosis: Diagnosis
  /** Looks, unless that is under way; undefined: no `diagnose` was passed. */
  readonly look: (() => void) | undefined
}

/** Runs `diagnose` when asked, one at a time, and ends it once nobody can look. */
export function useDiagnosis(diagnose: Diagnose | undefined, clock: Clock): Doctor {
  const [diagnosis, setDiagnosis] = useState<Diagnosis>({ name: 'not-run' })
  const running = useRef<AbortController | undefined>(undefined)
  useEffect(
    () => () => {
      running.current?.abort()
      running.current = undefined
      // React may show the same state again: nobody would ever end this run.
      setDiagnosis(last => (last.name === 'running' ? { name: 'not-run' } : last))
    },
    [],
  )
  if (diagnose === undefined) return { diagnosis, look: undefined }

  const look = async (): Promise<void> => {
    if (running.current !== undefined) return
    const mine = new AbortController()
    running.current = mine
    const tell = (next: Diagnosis): void => {
      if (running.current === mine) setDiagnosis(next)
    }
    tell({ name: 'running', progress: undefined })
    try {
      const findings = await diagnose(progress => tell({ name: 'running', progress }), mine.signal)
      tell({ name: 'found', findings, at: clock.now() })
    } catch (error) {
      tell({ name: 'failed', message: String(error) })
    }
    if (running.current === mine) running.current = undefined
  }
  return { diagnosis, look: () => void look() }
}
