import type { Finding } from '@everfresh/core/diagnose'
import { useEffect, useRef, useState } from 'react'
import type { Diagnose, DiagnosisProgress } from '../props.ts'

export type Diagnosis =
  | { readonly name: 'not-run' }
  | { readonly name: 'running'; readonly progress: DiagnosisProgress | undefined }
  | { readonly name: 'found'; readonly findings: readonly Finding[]; readonly at: number }
  | { readonly name: 'failed'; readonly message: string }

/** Runs `diagnose` when asked; of several runs only the newest counts, and none once nobody looks. */
export function useDiagnosis(
  diagnose: Diagnose | undefined,
  now: () => number,
): readonly [Diagnosis, () => void] {
  const [diagnosis, setDiagnosis] = useState<Diagnosis>({ name: 'not-run' })
  const run = useRef(0)
  useEffect(
    () => () => {
      run.current += 1
    },
    [],
  )
  const start = async (): Promise<void> => {
    if (diagnose === undefined) return
    run.current += 1
    const mine = run.current
    const tell = (next: Diagnosis): void => {
      if (run.current === mine) setDiagnosis(next)
    }
    tell({ name: 'running', progress: undefined })
    try {
      const findings = await diagnose(progress => tell({ name: 'running', progress }))
      tell({ name: 'found', findings, at: now() })
    } catch (error) {
      tell({ name: 'failed', message: String(error) })
    }
  }
  return [diagnosis, () => void start()]
}
