// @vitest-environment happy-dom
import { noTrace } from '@everfresh/core'
import { manualClock } from '@everfresh/core/testing'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test } from 'vitest'
import { open, show, tab } from '../../test/panel.tsx'
import { start } from '../../test/start.tsx'
import { snapshotOf, insert, story } from '../../test/story.ts'
import { EverfreshDevtools, everfreshDevtoolsPlugin } from './index.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

/** Chooses a file in the panel. */
async function load(name: string, text: string): Promise<void> {
  const file = new File([text], name, { type: 'application/json' })
  await act(async () => {
    fireEvent.change(screen.getByLabelText('Snapshot file'), { target: { files: [file] } })
    await new Promise(resolve => setTimeout(resolve, 0))
  })
}

describe('the dock', () => {
  test('is closed until its button is pressed, and closes by Escape', () => {
    render(<EverfreshDevtools realtime={start().realtime} />)
    expect(screen.queryByRole('tablist')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Open the Everfresh devtools' }))
    expect(document.activeElement).toBe(tab('Now'))
    fireEvent.keyDown(tab('Now'), { key: 'Escape' })
    expect(screen.queryByRole('tablist')).toBeNull()
  })

  test('is opened by the app, where that says so', () => {
    const asked: boolean[] = []
    render(
      <EverfreshDevtools
        realtime={start().realtime}
        open
        button="none"
        onOpenChange={next => asked.push(next)}
      />,
    )
    fireEvent.click(screen.getByRole('button', { name: 'Close the devtools' }))
    expect(asked).toEqual([false])
    expect(tab('Now')).toBeDefined()
  })

  test('becomes higher and lower by the arrows, and stays in the window', () => {
    render(<EverfreshDevtools snapshot={snapshotOf(insert)} open />)
    const edge = screen.getByRole('separator', { name: 'Height of the devtools' })
    const height = (): number => Number(edge.getAttribute('aria-valuenow'))
    const before = height()
    fireEvent.keyDown(edge, { key: 'ArrowUp' })
    expect(height()).toBe(before + 40)
    fireEvent.keyDown(edge, { key: 'Home' })
    expect(height()).toBe(window.innerHeight - 60)
    fireEvent.keyDown(edge, { key: 'End' })
    expect(height()).toBe(180)
  })

  test('renders nothing on a server', () => {
    expect(renderToString(<EverfreshDevtools realtime={start().realtime} open />)).toBe('')
  })
})

describe('the tabs', () => {
  test('are walked through by the arrows', () => {
    show({ snapshot: snapshotOf(insert) })
    fireEvent.keyDown(tab('Now'), { key: 'ArrowRight' })
    expect(document.activeElement).toBe(tab('Timeline'))
    expect(tab('Timeline').getAttribute('aria-selected')).toBe('true')
    fireEvent.keyDown(tab('Timeline'), { key: 'End' })
    expect(document.activeElement).toBe(tab('Doctor'))
    expect(screen.getByRole('tabpanel', { name: 'Doctor' })).toBeDefined()
  })
})

describe('a snapshot', () => {
  test('that somebody took is shown read-only, and says so', async () => {
    const { realtime } = start()
    show({ realtime })
    await load('report.json', JSON.stringify(snapshotOf(insert, { note: 'slow' })))
    expect(screen.getByText(/You are looking at a snapshot/)).toBeDefined()
    expect(screen.getByText(/report\.json/)).toBeDefined()
    expect(screen.queryByRole('switch', { name: 'Realtime' })).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Close the snapshot' }))
    expect(screen.getByRole('switch', { name: 'Realtime' })).toBeDefined()
  })

  test.each([
    ['a picture', 'not json at all'],
    ['another file', '{"hello":1}'],
    ['one of another version', JSON.stringify({ ...snapshotOf(insert), version: 99 })],
  ])('that is %s is refused with a reason, and what was shown stays', async (_, text) => {
    show({ realtime: start().realtime })
    await load('odd.json', text)
    expect(screen.getByRole('alert').textContent).toMatch(/^odd\.json: This is no snapshot/)
    expect(screen.queryByText(/You are looking at a snapshot/)).toBeNull()
  })

  test('with entries of a newer version is shown as well as it can be', () => {
    show({ snapshot: snapshotOf(story([0, 'weather rain', { inches: 2 }])) })
    for (const name of ['Now', 'Timeline', 'Queries', 'Doctor']) open(name)
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('what may be missing', () => {
  test('a realtime that was stopped is shown as it was, and says so', () => {
    const { realtime, clock } = start()
    realtime.stop()
    show({ realtime, clock })
    expect(screen.getByText('This realtime was stopped')).toBeDefined()
    for (const name of ['Timeline', 'Queries', 'Doctor', 'Now']) open(name)
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByRole('region', { name: 'Connection' })).toBeDefined()
  })

  test('a trace that is off is said, with how to switch it on', () => {
    const { realtime } = start()
    show({ realtime: { ...realtime, trace: noTrace } })
    expect(screen.getByText('The trace is off')).toBeDefined()
    expect(screen.getByText(/trace: createTrace\(systemClock\)/)).toBeDefined()
  })

  test('without a realtime and a snapshot there is nothing to look at', () => {
    show({})
    expect(screen.getByText('There is nothing to look at')).toBeDefined()
  })

  test('what fails in the panel stays in the panel', () => {
    const wrong = [{ ...story([0, 'source change'])[0], detail: null }]
    // No snapshot that was read is like that; the app's own mistake.
    const broken = { ...snapshotOf([]), entries: wrong as never }
    render(
      <>
        <p>the app</p>
        <EverfreshDevtools snapshot={broken} open />
      </>,
    )
    open('Timeline')
    expect(screen.getByRole('alert').textContent).toMatch(/Your app is not touched by it/)
    expect(screen.getByText('the app')).toBeDefined()
  })
})

test('as a plugin of TanStack Devtools it takes their theme', () => {
  const { render: draw, name } = everfreshDevtoolsPlugin({ snapshot: snapshotOf(insert) })
  const Plugin = (): ReactNode => draw(document.body, { theme: 'dark' })
  const view = render(<Plugin />)
  expect(name).toBe('Everfresh')
  expect(view.container.querySelector('[data-theme=dark]')).not.toBeNull()
  expect(tab('Now')).toBeDefined()
})

test('its one style element has the nonce that the page asks for', () => {
  const view = show({ snapshot: snapshotOf(insert), nonce: 'abc', clock: manualClock() })
  const styles = view.container.querySelectorAll('style')
  expect(Array.from(styles, style => style.getAttribute('nonce'))).toEqual(['abc'])
})
