import type { FaultInfo } from '../faults/fault.ts'

/** A fault and its scope in one line, such as `http-error service=rest status=503 (table=public.tasks)`. */
export function faultWords({ fault, scope }: Pick<FaultInfo, 'fault' | 'scope'>): string {
  const { type, ...fields } = fault
  const within = pairs(scope)
  return [type, ...pairs(fields), ...(within.length === 0 ? [] : [`(${within.join(' ')})`])].join(
    ' ',
  )
}

function pairs(fields: object): readonly string[] {
  return Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
}
