import type { Finding } from '@everfresh/core/diagnose'
import type { ReactNode } from 'react'
import type { DiagnosisProgress } from '../props.ts'
import { CopyButton } from '../shell/buttons.tsx'
import { Empty } from '../shell/empty.tsx'
import { clockTime } from '../time-words.ts'
import type { Sight } from '../use-sight.ts'
import type { Diagnosis, Doctor } from './use-diagnosis.ts'

interface DoctorTabProps {
  readonly sight: Sight
  readonly doctor: Doctor
}

/** Looks for what is wrong when it is asked to. */
export function DoctorTab({ sight, doctor: { diagnosis, look } }: DoctorTabProps): ReactNode {
  if (look === undefined) {
    return (
      <Empty title="No doctor was passed">
        <p>
          Give the panel a <code className="code">diagnose</code> function, such as{' '}
          <code className="code">
            {'(onProgress, signal) => diagnose({ …, onProgress, signal })'}
          </code>{' '}
          from <code className="code">@everfresh/supabase/diagnose</code>. On the command line,{' '}
          <code className="code">npx everfresh doctor</code> checks the backend alone.
        </p>
      </Empty>
    )
  }
  const isRunning = diagnosis.name === 'running'
  return (
    <div className="doctor">
      <div className="head">
        <button type="button" className="button primary" disabled={isRunning} onClick={look}>
          {diagnosis.name === 'not-run' ? 'Look for what is wrong' : 'Look again'}
        </button>
        <p role="status">
          {isRunning && <span className="spinner" aria-hidden="true" />} {summaryOf(diagnosis)}
        </p>
      </div>
      {sight.loaded !== undefined && (
        <p className="soft">What is examined is the running app, not the snapshot.</p>
      )}
      {diagnosis.name === 'found' && diagnosis.findings.length > 0 && (
        <Findings findings={diagnosis.findings} />
      )}
    </div>
  )
}

function summaryOf(diagnosis: Diagnosis): string {
  switch (diagnosis.name) {
    case 'not-run':
      return 'Goes through the reasons why a screen may not update, the likeliest first.'
    case 'running':
      return `Looking… ${progressWords(diagnosis.progress)}`
    case 'failed':
      return `The doctor itself failed: ${diagnosis.message}`
    case 'found': {
      const { findings, at } = diagnosis
      const when = `at ${clockTime(at)}`
      if (findings.length === 0) return `Nothing is wrong that could be checked, ${when}.`
      return `${findings.length === 1 ? 'One finding' : `${findings.length} findings`}, ${when}.`
    }
  }
}

function progressWords(progress: DiagnosisProgress | undefined): string {
  if (progress?.check === undefined) return 'Some checks wait for the backend.'
  return `${progress.check} (${progress.done + 1} of ${progress.total})`
}

function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  return (
    <ol className="findings">
      {findings.map((finding, n) => (
        <li key={`${n} ${finding.code}`} className="finding" data-severity={finding.severity}>
          <h3>
            <span className="severity" data-severity={finding.severity}>
              {severityWords[finding.severity]}
            </span>
            {finding.title}
          </h3>
          <p className="evidence">{finding.evidence}</p>
          <p>
            <b className="strong">Next:</b> {finding.next}
          </p>
          {finding.sql !== undefined && <Sql sql={finding.sql} />}
          <p>
            <span className="code">{finding.code}</span>
          </p>
        </li>
      ))}
    </ol>
  )
}

const severityWords: Readonly<Record<Finding['severity'], string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
}

function Sql({ sql }: { readonly sql: string }): ReactNode {
  return (
    <>
      <pre>{sql}</pre>
      <p>
        <CopyButton label="Copy the SQL" text={() => sql} />
      </p>
    </>
  )
}
