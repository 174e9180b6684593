import { expect, test } from 'vitest'
import { faultsOfFlows, faultsOfModes } from './modes.mjs'
import { regionsOf, rewritten } from './regions.mjs'
import { faultsOfLaws, lawsOn, testsOf } from './spec.mjs'
import { tableAsText, typeIn } from './tables.mjs'
import { titlesOf } from './titles.mjs'

const page = (...laws: readonly string[]) =>
  laws.map(law => `**${law}** Text. — _Held._\n\n<!-- tests: ${law} --><!-- end -->\n`).join('\n')

const titles = (...texts: readonly string[]) =>
  titlesOf('a.test.ts', texts.map(text => `test('${text}', () => {})`).join('\n'))

test('titles are read from tests of every form, in groups too', () => {
  const text = `
    test('plain', () => {})
    describe('a group', () => {
      it("in a group", async () => { await step(async () => {}) })
    })
    test.only(\`only\`, run)
    test.each([1, 2])('each %i', n => {})
    it.runIf(here)('now and then', () => {})
    test.for\`a\`('tagged', () => {})
    test(\`C1: with \${what} in it\`, () => {})`
  expect(titlesOf('a.test.tsx', text).map(({ name }) => name)).toEqual([
    'plain',
    'a group > in a group',
    'only',
    'each %i',
    'now and then',
    'tagged',
    'C1: with … in it',
  ])
})

test('what never runs, is no test or has no readable title is none', () => {
  const text = `
    test.skip('skipped', () => {})
    test.todo('later')
    describe('C1: a group', () => {})
    describe.skip('left out', () => { test('C1: in a group left out', () => {}) })
    ;/C1/.test('C1: a text')
    test(name, () => {})
    // test('C1: a comment', () => {})
    const words = "test('C1: words', () => {})"`
  expect(titlesOf('a.test.ts', text)).toEqual([])
})

test('laws are named at the start of a title, before a colon', () => {
  const found = titles(
    'C1: one',
    'C4, P6: two',
    'about C1: none',
    'C1 and C2: none',
    'H264: a law?',
    'F16: a law of the change log',
  )
  expect(found.map(({ laws }) => laws)).toEqual([['C1'], ['C4', 'P6'], [], [], ['H264'], ['F16']])
})

test('in an app F1, F2 and so on are its flows', () => {
  const [flow, law] = titlesOf('apps/a/b.test.ts', "test('F16: a flow'); test('C1: a law')")
  expect([flow?.laws, law?.laws]).toEqual([[], ['C1']])
})

test('a page and tests that agree have no fault', () => {
  expect(lawsOn(page('C1', 'R12'))).toEqual(['C1', 'R12'])
  expect(faultsOfLaws(page('C1', 'R12'), titles('C1, R12: both'))).toEqual([])
})

test('a law without a test, and a test of a law that is not there, are faults', () => {
  expect(faultsOfLaws(page('C1', 'C2'), titles('C1: one', 'C3: three'))).toEqual([
    'C2 has no test: begin the title of one with "C2: ".',
    'a.test.ts: "C3: three" names C3, which SPEC.md has not as a law.',
  ])
})

test('a law without a list, a list without a law and a law told twice are faults', () => {
  const one = titles('C1: one')
  expect(faultsOfLaws('**C1** Text.', one)).toEqual([
    'SPEC.md has no list of the tests of C1: write <!-- tests: C1 --><!-- end --> below it.',
  ])
  expect(faultsOfLaws(`${page('C1')}\n<!-- tests: C9 --><!-- end -->`, one)).toEqual([
    'SPEC.md lists tests of C9, which it has not as a law.',
  ])
  expect(faultsOfLaws(page('C1') + page('C1'), one)).toEqual(['SPEC.md has the law C1 twice.'])
})

test('the list of a law has its tests by file; a law without any says so', () => {
  expect(testsOf('C1', titles('C1: one', 'C2: two', 'C2, C1: both'))).toBe(
    '<details><summary>2 tests</summary>\n\n```text\na.test.ts\n  C1: one\n  C2, C1: both\n```\n\n</details>',
  )
  expect(testsOf('C3', titles('C1: one'))).toBe('_No test yet._')
})

test('writing a page anew changes its regions only, and a second time nothing', () => {
  const before =
    'Above.\n\n<!-- tests: C1 --><!-- end -->\n\nBelow $1 <!-- table: auth -->\nold\n<!-- end -->'
  const once = rewritten(before, ({ kind, name }) => `the ${kind} of ${name}, $1`)
  expect(once).toBe(
    'Above.\n\n<!-- tests: C1 -->\n\nthe tests of C1, $1\n\n<!-- end -->\n\nBelow $1 <!-- table: auth -->\n\nthe table of auth, $1\n\n<!-- end -->',
  )
  expect(rewritten(once, ({ kind, name }) => `the ${kind} of ${name}, $1`)).toBe(once)
  expect(regionsOf(once)).toEqual([
    { kind: 'tests', name: 'C1' },
    { kind: 'table', name: 'auth' },
  ])
})

test('a table has a line for each event and a column for each state', () => {
  const table = {
    cells: { off: { push: 'on' }, on: { push: 'off' } },
    limits: { off: '—', on: '3 s' },
  }
  expect(tableAsText(table)).toContain(
    '2 states × 1 events</summary>\n\n|  | **off** | **on** |\n| --- | --- | --- |\n| push | on | off |\n| _lasts at most_ | — | 3 s |',
  )
})

test('a table without limits has no line for them', () => {
  expect(tableAsText({ cells: { on: { push: 'off' } } })).not.toContain('lasts')
})

test('a type is shown as its source has it', () => {
  const source = `type Hidden = 1\n/** Said. */\nexport type State =\n  /** Why. */\n  | 'on'\n  | 'off'\nexport const on = 1`
  expect(typeIn(source, 'State')).toBe(`export type State =\n  /** Why. */\n  | 'on'\n  | 'off'`)
  expect(typeIn(source, 'Hidden')).toBeUndefined()
})

const modes = (lastCells: Readonly<Record<number, string>> = {}) =>
  Array.from(
    { length: 112 },
    (_, i) => `| ${i + 1} | A mode | What happens | ${lastCells[i + 1] ?? '_later_'} |`,
  )

test('a page with each failure mode once, and with tests that exist, has no fault', () => {
  const rows = modes({ 7: '`C1: one`<br>`C2: two`' })
  expect(faultsOfModes(rows.join('\n'), titles('C1: one', 'C2: two'))).toEqual([])
})

test('a mode that is missing, twice or shown nowhere, and a test that is not there, are faults', () => {
  const rows = modes({ 4: '`C1: gone`', 5: '' })
  const page112 = [...rows.slice(0, 2), rows[3], rows[3], ...rows.slice(4)].join('\n')
  expect(faultsOfModes(page112, titles('C1: one'))).toEqual([
    'docs/failure-modes.md has mode 3 not at all.',
    'docs/failure-modes.md has mode 4 twice.',
    'docs/failure-modes.md does not say where mode 5 is shown.',
    'docs/failure-modes.md: mode 4 names no test there is: "C1: gone".',
    'docs/failure-modes.md: mode 4 names no test there is: "C1: gone".',
  ])
})

test('a flow that is missing or shown nowhere, and a test that is not there, are faults too', () => {
  const rows = Array.from({ length: 17 }, (_, i) => `| F${i + 1} | A flow | so | \`F1: one\` |`)
  expect(faultsOfFlows(rows.join('\n'), titles('F1: one'))).toEqual([])
  const others = [...rows.slice(0, 15), '| F16 | A flow | so | |', '| 17 | A mode | so | none |']
  expect(faultsOfFlows(others.join('\n'), titles('F1: one'))).toEqual([
    'docs/failure-modes.md has flow F17 not at all.',
    'docs/failure-modes.md does not say where flow F16 is shown.',
  ])
})
