import type { LocalBackend } from '@everfresh/local/testing'
import type { DoctorReport } from '../src/index.ts'
import { main } from '../src/main.ts'

/** A run's report, made in this process, which is quicker: the terminal is a port. Needs each option given. */
export async function examineHere(
  args: readonly string[],
): Promise<DoctorReport & { readonly code: number }> {
  const said = { out: '', err: '' }
  const code = await main(['doctor', ...args, '--json'], {
    out: text => (said.out += text),
    err: text => (said.err += text),
    progress: () => undefined,
    style: (_, text) => text,
  })
  if (said.err !== '') throw new Error(`everfresh doctor ${args.join(' ')}: ${said.err}`)
  return { ...(JSON.parse(said.out) as DoctorReport), code }
}

/** The address and the app's key of a backend, as options. */
export function askedOf({
  url,
  anonKey,
}: Pick<LocalBackend, 'url' | 'anonKey'>): readonly string[] {
  return ['--url', url, '--key', anonKey]
}
