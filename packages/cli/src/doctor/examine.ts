import type { Catalogue } from '@everfresh/core/diagnose'
import type { Listener } from './check-catalogue.ts'
import { checkFailed, checkOf, found, type Check, type Outcome } from './check.ts'
import { examineDatabase, facts, readSource } from './examine-database.ts'
import { examineServices } from './examine-services.ts'
import { examineStream } from './examine-stream.ts'
import type { Target } from './target.ts'

/** Where the doctor tells what it does. */
interface Reporter {
  /** A check begins. */
  readonly begins: (title: string) => void
  /** It has ended. */
  readonly ends: (check: Check) => void
  /** Something to know before it is done. */
  readonly explains: (text: string) => void
}

/** Everything that was found. */
export interface Examination {
  readonly checks: readonly Check[]
  /** What `diagnose()` takes in the browser; null where no database was read. */
  readonly catalogue: Catalogue | null
}

/** Makes one check, tells it, and keeps it. */
export type Run = (
  id: string,
  title: string,
  look: () => Outcome | Promise<Outcome>,
) => Promise<Check>

/** Whom it is made for, and with what. */
export interface Examiner {
  readonly target: Target
  readonly listener: Listener
  readonly report: Reporter
  /** Aborts when the person has enough. */
  readonly stop: AbortSignal
  /** Takes keys and tokens out of a text: a server may echo them. */
  readonly hide: (text: string) => string
}

const STOPPED: Outcome = { skipped: 'it was stopped before' }

/** Makes every check, one after the other, each told as soon as it is known. */
export async function examine(examiner: Examiner): Promise<Examination> {
  const { target, report, stop, hide } = examiner
  const checks: Check[] = []
  const run: Run = async (id, title, look) => {
    report.begins(title)
    const outcome = stop.aborted ? STOPPED : await unharmed(look)
    const check = withoutKeys(checkOf(id, title, outcome), hide)
    checks.push(check)
    report.ends(check)
    return check
  }
  const isOpen = await examineServices(target, run)
  report.begins('database')
  const reading = await readSource(target, stop)
  await examineDatabase(reading, examiner, run)
  await examineStream({ examiner, run, isOpen, facts: facts(reading) })
  return { checks, catalogue: facts(reading)?.catalogue ?? null }
}

/** Before it is printed: what is wrapped is not found any more. */
function withoutKeys(check: Check, hide: (text: string) => string): Check {
  const findings = check.findings.map(finding => ({
    ...finding,
    title: hide(finding.title),
    evidence: hide(finding.evidence),
    next: hide(finding.next),
    ...(finding.sql === undefined ? {} : { sql: hide(finding.sql) }),
  }))
  return { ...check, evidence: hide(check.evidence), findings }
}

/** What no check foresaw ends that check, and not the others. */
async function unharmed(look: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await look()
  } catch (error) {
    return found(checkFailed(error))
  }
}
