import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../root.mjs'

/** What the linter, with the project's own rules, says of a text that stands at `path` of the checkout. */
function lint(path: string, text: string): string {
  // Inside of the checkout, where the rules are looked for; of a name that git ignores.
  const folder = mkdtempSync(join(root, 'node_modules/.lint-'))
  try {
    execFileSync('cp', [join(root, '.oxlintrc.json'), folder])
    execFileSync('ln', ['-s', join(root, 'scripts'), join(folder, 'scripts')])
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
    const args = [oxlint, '--no-ignore', '--format', 'unix', '-c', '.oxlintrc.json', path]
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const planted = [
  "useQuery({ queryKey: ['shots', id] })",
  "client.invalidateQueries({ queryKey: ['shots', id] as const })",
  'client.invalidateQueries({ queryKey: [`shots`, id] })',
  "client.getQueryData(['shots', id])",
  "client.setQueryData(['shots', id], [])",
  "client.getQueryState(['shots', id])",
  "useHold(['shots', id], true)",
  "realtime.hold(['shots', id])",
  "realtime.holdWhile([['shots', id]], save)",
  "useHeldMutation({ holds: [['shots', id]] })",
  "useOptimisticMutation({ touches: [shotsPrefix(id), ['shots', id]] })",
  "useOptimisticMutation({ touches: () => [['shots', id]] })",
  "useOptimisticMutation({ touches: () => { return [['shots', id]] } })",
  "useOptimisticMutation({ touches: all ? [['shots', id]] : [] })",
  "export const queryKey = ['shots', id]",
]
const allowed = [
  'useQuery({ queryKey: shotsKey(id) })',
  'useQuery({ queryKey: [...shotsPrefix(id), 4] })',
  'useOptimisticMutation({ touches: [shotsPrefix(id), tasksPaginatedPrefix(id)] })',
  'useOptimisticMutation({ touches: ({ ids }) => ids.map(shotsPrefix) })',
  "useMutation({ mutationKey: ['star'] })",
  "export const tabs = ['shots', 'tasks']",
]

test('a query key that is written out is refused wherever it can stand, and a builder’s is not', () => {
  const said = lint('apps/studio/src/features/planted.ts', [...planted, ...allowed].join('\n'))
  const lines = [...said.matchAll(/:(\d+):\d+: This query key is written out/g)]
  expect(lines.map(([, line]) => Number(line))).toEqual(planted.map((_, i) => i + 1))
})

test('in the file of the builders it is what it has to be', () => {
  const said = lint('apps/studio/src/shared/lib/queryKeys.ts', planted.join('\n'))
  expect(said).not.toContain('written out')
})
