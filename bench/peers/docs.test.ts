import { expect, it } from 'vitest'
import { withTables } from './docs.mjs'
import { machine } from './testing/samples.ts'

const results = { machine, versions: { rxdb: '17.6.0' }, scenarios: [] }
const marks = '<!-- peers: written by npm run bench -- --peers -->\nold\n<!-- end of peers -->'

it('replaces what stands between the marks, and nothing else', () => {
  const page = withTables(`# Before\n\n${marks}\n\nAfter\n`, results)
  expect(page).toContain('# Before')
  expect(page).toContain('rxdb 17.6.0')
  expect(page).toContain('After')
  expect(page).not.toContain('old')
})

it('comes to the same when it is done twice', () => {
  const once = withTables(marks, results)
  expect(withTables(once, results)).toBe(once)
})

it('says which marks a page lacks', () => {
  expect(() => withTables('# A page', results)).toThrow(/Put both back/)
})

it('says when Zero was measured, and why it was not where it means nothing', () => {
  const scenario = { name: 'a', title: 'A', about: '', columns: [], values: { zero: {} } }
  const measured = { date: machine.date, commit: 'def', load: 3 }
  const page = withTables(marks, {
    ...results,
    scenarios: [
      { ...scenario, zero: { measured } },
      { ...scenario, name: 'b', zero: { why: 'It has no such thing.' } },
    ],
  })
  expect(page).toContain('Zero: measured on 2026-11-27 at commit def, under a load of 3, alone.')
  expect(page).toContain('Zero: not measured. It has no such thing.')
})
