import { describe, expect, test } from 'vitest'
import { insert, story } from '../../../test/story.ts'
import type { Entry } from '../entry.ts'
import { branchesOf, causalityOf, kinOf, type Branch } from './causality.ts'
import { filtered, noFilter } from './filter.ts'
import { layOut } from './layout.ts'
import { spansOf, type Span } from './spans.ts'
import { fitting, panned, showing, ticksOf, zoomed } from './view.ts'

const spans = spansOf(insert)
const told = (all: readonly Span[]) =>
  all.map(({ lane, title, from, to }) => `${lane}: ${title}, ${from}–${to ?? ''}`)

describe('the spans of a change', () => {
  test('go from the change to the screen, each fetch from its start to its end', () => {
    expect(told(spans)).toEqual([
      'connection: joining: the live connection is being opened, 1000–1200',
      'connection: live: changes are pushed, and that is proved, 1200–',
      'change: INSERT in tasks, 5000–5000',
      'event: event TASK_CREATED, 5000–5000',
      'flush: flush of list › a, 5020–5020',
      'fetch: fetch of list › a, 5020–5140',
      'render: list › a on the screen, 5150–5150',
    ])
  })

  test('know what led to each, and to what it led, over everything between', () => {
    const { causes, effects } = kinOf(7, causalityOf(spans))
    expect([...causes].toSorted((a, b) => a - b)).toEqual([3, 4, 6])
    expect([...effects]).toEqual([9])
  })

  test('are a tree in which each comes once, also where two ways lead to it', () => {
    const twoWays = spansOf(
      story(
        [0, 'source change', { table: 'tasks' }],
        [1, 'router event', { type: 'A' }, [1]],
        [1, 'router event', { type: 'B' }, [1]],
        [2, 'router flush', { keys: [] }, [2, 3]],
      ),
    )
    const words = (branches: readonly Branch[]): string =>
      branches.map(({ id, branches: more }) => `${id}(${words(more)})`).join(' ')
    expect(words(branchesOf(1, causalityOf(twoWays).effects))).toBe('2(4()) 3()')
  })

  test('say that a cause has left the trace', () => {
    const rest = spansOf(insert.slice(5))
    expect(causalityOf(rest).lost(6)).toEqual([5])
    expect(causalityOf(rest).causes(6)).toEqual([])
  })
})

describe('what lasts', () => {
  const ends = (...entries: readonly Entry[]) => told(spansOf(entries))

  test('a hold lasts until its own release', () => {
    const hold = { scope: ['list', 'a'], reason: 'drag' }
    const other = { scope: ['list', 'b'], reason: 'rename' }
    expect(
      ends(
        ...story(
          [1, 'router hold', hold],
          [2, 'router hold', other],
          [5, 'router release', hold],
          [9, 'router hold ran out', other],
        ),
      ),
    ).toEqual(['flush: held: list › a (drag), 1–5', 'flush: held: list › b (rename), 2–9'])
  })

  test('two holds of one scope last each until a release of its own', () => {
    const hold = { scope: ['list', 'a'] }
    expect(
      ends(
        ...story(
          [1, 'router hold', hold],
          [2, 'router hold', hold],
          [5, 'router release', hold],
          [7, 'router release', hold],
        ),
      ),
    ).toEqual(['flush: held: list › a, 1–7', 'flush: held: list › a, 2–5'])
  })

  test('a fetch that has not settled still lasts', () => {
    expect(ends(...insert.slice(6, 7))).toEqual(['fetch: fetch of list › a, 5020–'])
  })

  test('a question to the change log lasts until its answer', () => {
    const asked = story(
      [1, 'log asked', { why: 'poll' }],
      [4, 'log told', { complete: true, changes: 0 }],
      [9, 'log asked', { why: 'poll' }],
    )
    expect(spansOf(asked).map(({ from, to }) => [from, to])).toEqual([
      [1, 4],
      [4, 4],
      [9, undefined],
    ])
  })

  test('a page is hidden until it is shown, and a network gone until it is back', () => {
    expect(
      ends(
        ...story([1, 'page hidden'], [2, 'page offline'], [3, 'page online'], [4, 'page shown']),
      ),
    ).toEqual([
      'page: the page is hidden, 1–4',
      'page: the network is gone, 2–3',
      'page: the network is back, 3–3',
      'page: the page is shown, 4–4',
    ])
  })
})

describe('the filter', () => {
  const lanesOf = (text: string) => filtered(spans, { ...noFilter, text }).map(({ lane }) => lane)

  test('finds words in what is said, in facts and in keys, whatever their case', () => {
    expect(lanesOf('insert TASKS')).toEqual(['change'])
    expect(lanesOf('list › a')).toEqual(['event', 'flush', 'fetch', 'render'])
    expect(lanesOf('success')).toEqual(['fetch'])
    expect(lanesOf('nothing of that')).toEqual([])
  })

  test('leaves out lanes', () => {
    const hidden = new Set(['connection', 'change'] as const)
    expect(filtered(spans, { hidden, text: '' }).map(({ lane }) => lane)).toEqual([
      'event',
      'flush',
      'fetch',
      'render',
    ])
  })
})

describe('the view', () => {
  const view = { from: 1_000, to: 2_000 }

  test('zooms around what is under the pointer', () => {
    expect(zoomed(view, 0.5, 1_250)).toEqual({ from: 1_125, to: 1_625 })
    expect(zoomed(view, 2, 1_000)).toEqual({ from: 1_000, to: 3_000 })
  })

  test('zooms no closer than there is something to see', () => {
    const { from, to } = zoomed(view, 0.000_001, 1_500)
    expect(to - from).toBe(8)
  })

  test('fits spans with a margin, and nothing where there is none', () => {
    expect(fitting(spans.slice(2, 7), 9_000)).toEqual({ from: 4_988, to: 5_162 })
    expect(fitting([], 9_000)).toBeUndefined()
  })

  test('moves only as far as a span needs', () => {
    const at = (from: number) => ({ ...(spans[2] as Span), from, to: from })
    expect(showing(view, at(1_500), 0)).toBe(view)
    expect(showing(view, at(2_500), 0)).toEqual(panned(view, 600))
    expect(showing(view, at(500), 0)).toEqual(panned(view, -600))
  })

  test('has round moments on its axis', () => {
    const ticks = ticksOf({ from: 1_010, to: 1_900 }, 10, (at, step) => `${at}/${step}`)
    expect(ticks.map(({ label }) => label)).toEqual([
      '1100/100',
      '1200/100',
      '1300/100',
      '1400/100',
      '1500/100',
      '1600/100',
      '1700/100',
      '1800/100',
      '1900/100',
    ])
  })
})

describe('the layout', () => {
  const space = { view: { from: 0, to: 10_000 }, width: 1_000, now: 10_000, hidden: new Set([]) }
  const fetches = (...times: readonly (readonly [number, number])[]): readonly Span[] =>
    times.map(([from, to], n) => ({ ...(spans[5] as Span), id: n + 1, from, to }))

  test('puts what happens at once in rows of its own, and later things back in the first', () => {
    const { lanes } = layOut(fetches([0, 2_000], [1_000, 3_000], [2_500, 4_000]), space)
    const rows = lanes.find(({ lane }) => lane === 'fetch')?.marks.map(({ row }) => row)
    expect(rows).toEqual([0, 1, 0])
  })

  test('draws nothing that is out of view, and cuts what is partly in it', () => {
    const { markOf } = layOut(fetches([20_000, 21_000], [9_000, 20_000]), space)
    expect(markOf(1)).toBeUndefined()
    expect(markOf(2)).toMatchObject({ x: 900, width: 108 })
  })

  test('draws a bounded number of marks of however many spans, and loses none', () => {
    const many = fetches(...Array.from({ length: 20_000 }, (_, n) => [n / 2, n / 2 + 30] as const))
    const { lanes, markOf } = layOut(many, space)
    const marks = lanes.flatMap(lane => lane.marks)
    expect(marks.length).toBeLessThan(600)
    expect(many.filter(({ id }) => markOf(id) === undefined)).toEqual([])
  })

  test('leaves out the lanes that are hidden', () => {
    const { lanes } = layOut(spans, { ...space, hidden: new Set(['page', 'change']) })
    expect(lanes.map(({ lane }) => lane)).toEqual([
      'event',
      'flush',
      'fetch',
      'render',
      'connection',
      'log',
    ])
  })

  test('hides no change behind an answer of the change log that came with it', () => {
    const together = spansOf(
      story(
        [0, 'log asked', { why: 'drift' }],
        [1, 'log told', { complete: true, changes: 0 }],
        [1, 'source change', { kind: 'row', table: 'tasks', operation: 'INSERT' }],
        [1, 'log told', { complete: true, changes: 0 }],
      ),
    )
    const { lanes } = layOut(together, { ...space, view: { from: 0, to: 60_000 } })
    const titles = lanes.flatMap(({ marks }) => marks.map(({ spans: [first] }) => first.title))
    expect(titles).toContain('INSERT in tasks')
  })
})
