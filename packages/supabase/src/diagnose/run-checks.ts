import type { Clock } from '@everfresh/core'
import { errorText, type Finding } from '@everfresh/core/diagnose'
import type { DiagnoseProgress } from './options.ts'

/** One question. It may throw, and must end what it began when the signal says so. */
export interface Check {
  readonly name: string
  readonly find: (signal: AbortSignal) => readonly Finding[] | Promise<readonly Finding[]>
}

export interface ChecksHost {
  readonly clock: Clock
  /** How long one check may take, in ms. */
  readonly limitMs: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: DiagnoseProgress) => void) | undefined
}

/** Runs `checks` one after the other. Never rejects: one that fails, or takes too long, is a finding. */
export async function runChecks(
  checks: readonly Check[],
  host: ChecksHost,
): Promise<readonly Finding[]> {
  const found: Finding[] = []
  const total = checks.length
  const progress = (check: string | undefined, done: number): void => {
    try {
      host.onProgress?.({ check, done, total })
    } catch (error) {
      found.push(failed('progress', error))
    }
  }
  for (const [done, check] of checks.entries()) {
    if (host.signal?.aborted === true) return found
    progress(check.name, done)
    found.push(...(await bounded(check, host)))
  }
  progress(undefined, total)
  return found
}

/** `check`, no longer than the limit, nor than anybody wants it. */
async function bounded(check: Check, host: ChecksHost): Promise<readonly Finding[]> {
  const { clock, limitMs, signal } = host
  const own = new AbortController()
  const ask = async (): Promise<readonly Finding[]> => check.find(own.signal)
  const undos: (() => void)[] = [() => own.abort()]
  const ended = new Promise<readonly Finding[]>(resolve => {
    const giveUp = (): void => resolve([])
    signal?.addEventListener('abort', giveUp)
    undos.push(() => signal?.removeEventListener('abort', giveUp))
    const late = failed(check.name, `It took longer than ${limitMs} ms.`)
    undos.push(clock.after(limitMs, () => resolve([late])))
  })
  try {
    return await Promise.race([ask(), ended])
  } catch (error) {
    return [failed(check.name, error)]
  } finally {
    for (const undo of undos) undo()
  }
}

function failed(name: string, error: unknown): Finding {
  return {
    code: 'check-failed',
    severity: 'info',
    title: `The check "${name}" could not be made.`,
    evidence: errorText(error),
    next: 'Mend what it says, and run the diagnosis again. The other checks are not affected.',
  }
}
