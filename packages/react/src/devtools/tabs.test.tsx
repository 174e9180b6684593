// @vitest-environment happy-dom
import type { Finding } from '@everfresh/core/diagnose'
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { open, show } from '../../test/panel.tsx'
import { start } from '../../test/start.tsx'
import { snapshotOf, insert, story } from '../../test/story.ts'
import type { Diagnose } from './props.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const mark = (name: RegExp): HTMLElement => screen.getByRole('option', { name })
const listed = (name: string): readonly (string | null)[] =>
  within(screen.getByRole('list', { name }))
    .getAllByRole('button')
    .map(({ textContent }) => textContent)

describe('Now', () => {
  test('says what the connection is, since when, and why', () => {
    const snapshot = snapshotOf(insert, {
      status: 'polling',
      since: 4_000,
      cause: { code: 'channel-error', message: 'The server refused the channel.' },
    })
    show({ snapshot })
    const card = within(screen.getByRole('region', { name: 'Connection' }))
    expect(card.getByText('Polling')).toBeDefined()
    expect(card.getByText('The server refused the channel.')).toBeDefined()
    expect(card.getByText('channel-error')).toBeDefined()
    expect(card.getByText(/, 2 s ago$/)).toBeDefined()
  })

  test('says of a snapshot when that was tried next', () => {
    const polling = snapshotOf(insert, { status: 'polling' })
    show({ snapshot: { ...polling, nextTryAt: 10_000 }, realtime: start().realtime })
    const card = within(screen.getByRole('region', { name: 'Connection' }))
    expect(card.getByText('Next try').nextSibling?.textContent).toBe('in 4 s')
  })

  test('counts what was polled, by whomever', () => {
    const fetched = (why: string) => ({ key: ['list', 'a'], hash: '["list","a"]', why })
    const entries = story(
      [1_000, 'poller poll', { key: ['list', 'a'] }],
      [1_000, 'query fetch', fetched('poll'), [1]],
      [2_000, 'query fetch', fetched('poll')],
      [3_000, 'query fetch', fetched('app')],
    )
    show({ snapshot: snapshotOf(entries) })
    const block = within(screen.getByRole('region', { name: /^The last minute/ }))
    expect(block.getByText('requests').nextSibling?.textContent).toBe('3')
    expect(block.getByText('of these polls').nextSibling?.textContent).toBe('2')
  })

  test('names the holds that nobody has released', () => {
    const held = { scope: ['list', 'a'], reason: 'drag', since: 4_000 }
    show({ snapshot: { ...snapshotOf([]), holds: [held] } })
    const card = within(screen.getByRole('region', { name: 'Holds' }))
    expect(card.getByText('1 open')).toBeDefined()
    expect(card.getByText('drag')).toBeDefined()
  })

  test('says what only a trace would know is not known without one', () => {
    show({ snapshot: snapshotOf([]) })
    for (const name of ['Who is signed in', 'Wishes to reconnect'])
      expect(within(screen.getByRole('region', { name })).getByText('Not known')).toBeDefined()
    const block = within(screen.getByRole('region', { name: 'The last minute' }))
    expect(block.getByText('Not known: the trace is empty.')).toBeDefined()
    expect(block.queryByText('requests')).toBeNull()
  })

  test('says how old what is shown may become, on a device that saves data too', () => {
    const { clock, environment, realtime } = start()
    show({ realtime, clock })
    const inUse = (): string | null | undefined =>
      screen.getByRole('rowheader', { name: 'Polling, in use' }).nextSibling?.textContent
    expect(inUse()).toBe('6 s')
    act(() => {
      environment.frugal.set(true)
      clock.advance(200)
    })
    expect(inUse()).toBe('11 s')
  })

  test('says what the change log answers, and what was lost without it', () => {
    const entries = story(
      [2_000, 'log asked', { scope: 'a', why: 'drift' }],
      [2_100, 'log told', { scope: 'a', complete: true, changes: 1 }, [1]],
      [5_000, 'log silent loss', { scope: 'a', commits: 1 }],
    )
    show({ snapshot: snapshotOf(entries, { log: { status: 'trusted', silentLosses: 1 } }) })
    const card = within(screen.getByRole('region', { name: 'Change log' }))
    expect(card.getByText('Answers')).toBeDefined()
    expect(card.getByText('Losses found').nextSibling?.textContent).toBe(
      'one commit was never pushed',
    )
    expect(card.getByText('Last answer').nextSibling?.textContent).toMatch(/told of one change$/)
    const block = within(screen.getByRole('region', { name: /^The last/ }))
    expect(block.getByText('questions to the log').nextSibling?.textContent).toBe('1')
  })

  test('says why the change log does not answer, and nothing of one that is not there', () => {
    const entries = story([2_000, 'log failed', { scope: 'a', message: 'It is a standby.' }])
    const { unmount } = show({
      snapshot: snapshotOf(entries, { log: { status: 'failing', silentLosses: 0 } }),
    })
    const card = within(screen.getByRole('region', { name: 'Change log' }))
    expect(card.getByText('Does not answer')).toBeDefined()
    expect(card.getByText('It is a standby.')).toBeDefined()
    expect(card.getByText('Losses found').nextSibling?.textContent).toBe('none')
    unmount()
    show({ snapshot: snapshotOf(entries) })
    expect(screen.queryByRole('region', { name: 'Change log' })).toBeNull()
  })

  test('follows what is live', () => {
    const { clock, realtime, sessions } = start()
    show({ realtime, clock })
    const card = within(screen.getByRole('region', { name: 'Connection' }))
    expect(card.getByText('Signed out')).toBeDefined()
    sessions.say({ userId: 'ann', accessToken: 't', isAnonymous: false })
    act(() => clock.advance(200))
    expect(card.getByText('Idle')).toBeDefined()
  })
})

describe('Timeline', () => {
  test('shows what led to what is chosen, and what it led to, through the whole tree', () => {
    show({ snapshot: snapshotOf(insert) })
    open('Timeline')
    const fetched = mark(/^fetch of list › a/)
    fireEvent.pointerDown(fetched, { button: 0, clientX: 1 })
    fireEvent.pointerUp(fetched, { button: 0, clientX: 1 })
    expect(mark(/^fetch of list › a/).getAttribute('aria-selected')).toBe('true')
    expect(listed('Causes')).toEqual([
      'flush of list › aat once',
      'event TASK_CREATED−20 ms',
      'INSERT in tasks−20 ms',
    ])
    expect(listed('Effects')).toEqual(['list › a on the screen+130 ms'])
    expect(screen.getByText(/It was asked for because something changed/)).toBeDefined()
  })

  test('is walked through by the arrows: through time, to a cause, to an effect', () => {
    show({ snapshot: snapshotOf(insert) })
    open('Timeline')
    const chart = screen.getByRole('listbox', { name: 'Timeline' })
    const chosen = (): string =>
      screen.getByRole('option', { selected: true }).getAttribute('aria-label') ?? ''
    const press = (key: string): void => void fireEvent.keyDown(chart, { key })
    press('ArrowLeft')
    expect(chosen()).toMatch(/^list › a on the screen/)
    press('ArrowUp')
    expect(chosen()).toMatch(/^fetch of list › a/)
    press('ArrowLeft')
    expect(chosen()).toMatch(/^flush of/)
    press('ArrowDown')
    expect(chosen()).toMatch(/^fetch of/)
    press('Escape')
    expect(screen.queryByRole('option', { selected: true })).toBeNull()
  })

  test('leaves out what does not match the filter', () => {
    show({ snapshot: snapshotOf(insert) })
    open('Timeline')
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'tasks' } })
    expect(screen.getAllByRole('option')).toHaveLength(1)
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nothing' } })
    expect(screen.getByText('Nothing matches the filter')).toBeDefined()
  })

  test('says that a trace is empty', () => {
    show({ snapshot: snapshotOf([]) })
    open('Timeline')
    expect(screen.getByText('The trace is empty')).toBeDefined()
  })
})

describe('Queries', () => {
  test('lists those in use first, and explains the one that is chosen', () => {
    show({ snapshot: snapshotOf(insert) })
    open('Queries')
    const rows = screen.getAllByRole('row').map(row => row.textContent)
    expect(rows[1]).toMatch(/^list › aLive/)
    expect(rows[2]).toMatch(/^old.*not covered$/)
    fireEvent.click(screen.getByRole('button', { name: 'list › a' }))
    expect(screen.getByText(/is live, at most/).textContent).toContain('because an INSERT')
    const chain = within(screen.getByRole('list', { name: 'Chain' })).getAllByRole('listitem')
    expect(chain.map(({ textContent }) => textContent?.slice(13))).toEqual([
      'INSERT in tasks',
      'event TASK_CREATED',
      'touches list › a',
      'flush of list › a',
      'fetch of list › a',
      'success after 120 ms',
      'list › a on the screen',
    ])
  })
})

test('the chain of a query is of what it shows, not of a newer fetch', () => {
  const list = { key: ['list', 'a'], hash: '["list","a"]', why: 'app' }
  const newer = { id: 10, at: 5_500, part: 'query', what: 'fetch', causes: [], detail: list }
  show({ snapshot: snapshotOf([...insert, newer]) })
  open('Queries')
  fireEvent.click(screen.getByRole('button', { name: 'list › a' }))
  expect(screen.getByText('It was asked for because something changed.')).toBeDefined()
})

describe('Doctor', () => {
  const finding: Finding = {
    code: 'table-not-published',
    severity: 'error',
    title: 'The table tasks is not published.',
    evidence: 'The publication has shots.',
    next: 'Add it.',
    sql: 'alter publication supabase_realtime add table tasks;',
  }

  test('says that none was passed', () => {
    show({ snapshot: snapshotOf(insert) })
    open('Doctor')
    expect(screen.getByText('No doctor was passed')).toBeDefined()
  })

  test('looks when it is asked, says so meanwhile, and shows what it found with its SQL', async () => {
    let answer: (findings: readonly Finding[]) => void = () => undefined
    const diagnose: Diagnose = onProgress =>
      new Promise(resolve => {
        onProgress({ check: 'the publication', done: 2, total: 9 })
        answer = resolve
      })
    show({ snapshot: snapshotOf(insert), diagnose })
    open('Doctor')
    fireEvent.click(screen.getByRole('button', { name: 'Look for what is wrong' }))
    expect(screen.getByText('Looking… the publication (3 of 9)')).toBeDefined()
    await act(async () => answer([finding]))
    expect(screen.getByRole('heading', { name: /The table tasks is not published/ })).toBeDefined()
    expect(screen.getByText(finding.evidence)).toBeDefined()
    expect(screen.getByText(/^alter publication/)).toBeDefined()
    expect(screen.getByRole('button', { name: 'Copy the SQL' })).toBeDefined()
  })

  test('goes on while another tab is looked at, once, and keeps what it found', async () => {
    let answer: (findings: readonly Finding[]) => void = () => undefined
    const diagnose = vi.fn<Diagnose>(() => new Promise(resolve => (answer = resolve)))
    show({ snapshot: snapshotOf(insert), diagnose })
    open('Doctor')
    fireEvent.click(screen.getByRole('button', { name: /^Look/ }))
    open('Now')
    open('Doctor')
    fireEvent.click(screen.getByRole('button', { name: /^Look/ }))
    expect(diagnose).toHaveBeenCalledTimes(1)
    open('Now')
    await act(async () => answer([finding]))
    open('Doctor')
    expect(screen.getByText(finding.evidence)).toBeDefined()
  })

  test('is ended when the panel is closed, not when the tab is left', () => {
    const diagnose = vi.fn<Diagnose>(() => new Promise(() => undefined))
    const { unmount } = show({ snapshot: snapshotOf(insert), diagnose })
    open('Doctor')
    fireEvent.click(screen.getByRole('button', { name: /^Look/ }))
    open('Now')
    const signal = diagnose.mock.lastCall?.[1]
    expect(signal?.aborted).toBe(false)
    unmount()
    expect(signal?.aborted).toBe(true)
  })

  test('one that fails is said, and harms nobody', async () => {
    show({
      snapshot: snapshotOf(insert),
      diagnose: () => Promise.reject(new Error('no network')),
    })
    open('Doctor')
    await act(async () => fireEvent.click(screen.getByRole('button', { name: /^Look/ })))
    expect(screen.getByText(/The doctor itself failed: Error: no network/)).toBeDefined()
  })
})
