import type { Finding } from '../src/diagnose/index.ts'
import { world } from './world.ts'

export const families = [['list'], ['unified-generations', 'project']]

/** An app with `keys` in its cache. */
export function cached(...keys: readonly (readonly unknown[])[]) {
  const app = world()
  for (const key of keys) app.queryClient.setQueryData(key, 'rows')
  return app.queryClient.getQueryCache().getAll()
}

export const brief = (findings: readonly Finding[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`)
