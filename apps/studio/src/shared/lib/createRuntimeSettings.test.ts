import { expect, test } from 'vitest'
import { createRuntimeSettings } from './createRuntimeSettings'
import type { Switches } from './switches'

/** A page at `address`, of a browser that keeps `kept`. */
function openPage(address: string, kept = '', build: Switches = {}) {
  const browser = { kept, dropped: [] as string[], tell: (): void => undefined }
  const settings = createRuntimeSettings({
    build: { ...build, problems: [] },
    address,
    stored: () => browser.kept,
    store: text => void (browser.kept = text),
    dropFromAddress: names => void browser.dropped.push(...names),
    onStored: listener => void (browser.tell = listener),
  })
  return { browser, settings }
}

test('what is said in the address counts before what the browser keeps, and that before the build', () => {
  const build = {
    realtimeEnabled: true,
    legacyListenersEnabled: false,
    pollingMs: 9_000,
    realtimeSource: 'feed',
  } as const
  expect(openPage('', '', build).settings.current).toEqual({
    ...build,
    sources: {
      realtimeEnabled: 'build',
      legacyListenersEnabled: 'build',
      pollingMs: 'build',
      realtimeSource: 'build',
    },
  })
  expect(openPage('', 'realtime=off&polling=2000', build).settings.current).toMatchObject({
    realtimeEnabled: false,
    pollingMs: 2_000,
    sources: { realtimeEnabled: 'stored', pollingMs: 'stored' },
  })
  expect(
    openPage('?realtime=on', 'realtime=off&polling=2000', build).settings.current,
  ).toMatchObject({
    realtimeEnabled: true,
    pollingMs: 2_000,
    sources: { realtimeEnabled: 'address' },
  })
})

test('of realtime and the legacy listeners one is on at most, wherever they are switched', () => {
  const words = [
    '',
    'realtime=on',
    'realtime=off',
    'legacy=on',
    'legacy=off',
    'realtime=on&legacy=on',
  ]
  const builds: Switches[] = [
    { realtimeEnabled: true, legacyListenersEnabled: false },
    { realtimeEnabled: false, legacyListenersEnabled: true },
  ]
  for (const address of words)
    for (const kept of words)
      for (const build of builds) {
        const { settings } = openPage(`?${address}`, kept, build)
        const both = (): boolean =>
          settings.current.realtimeEnabled && settings.current.legacyListenersEnabled
        expect(both(), `${address} / ${kept}`).toBe(false)
        settings.set({ legacyListenersEnabled: true })
        expect(settings.current).toMatchObject({
          realtimeEnabled: false,
          legacyListenersEnabled: true,
        })
        settings.set({ realtimeEnabled: true })
        expect(settings.current).toMatchObject({
          realtimeEnabled: true,
          legacyListenersEnabled: false,
        })
      }
})

test('a person’s wish counts from then on, also over the address, and is kept', () => {
  const { browser, settings } = openPage('?realtime=off&polling=3000')
  settings.set({ realtimeEnabled: true })
  expect(settings.current).toMatchObject({ realtimeEnabled: true, pollingMs: 3_000 })
  expect(settings.current.sources).toMatchObject({
    realtimeEnabled: 'stored',
    pollingMs: 'address',
  })
  expect(browser.dropped).toEqual(['realtime', 'legacy'])
  expect(openPage('', browser.kept).settings.current.realtimeEnabled).toBe(true)
})

test('what is listened to is postgres_changes, unless the feed is asked for', () => {
  expect(openPage('').settings.current.realtimeSource).toBe('postgres_changes')
  const { browser, settings } = openPage('?source=feed')
  expect(settings.current).toMatchObject({
    realtimeSource: 'feed',
    sources: { realtimeSource: 'address' },
  })
  settings.set({ realtimeSource: 'postgres_changes' })
  expect(browser.dropped).toEqual(['source'])
  expect(openPage('', browser.kept, { realtimeSource: 'feed' }).settings.current).toMatchObject({
    realtimeSource: 'postgres_changes',
    sources: { realtimeSource: 'stored' },
  })
})

test('another tab of the browser follows', () => {
  const { browser, settings } = openPage('')
  let told = 0
  settings.subscribe(() => (told += 1))
  browser.kept = 'realtime=off'
  browser.tell()
  expect(settings.current.realtimeEnabled).toBe(false)
  expect(told).toBe(1)
})

test('a setting that is taken back is the build’s again', () => {
  const { browser, settings } = openPage('', 'polling=2000', { pollingMs: 9_000 })
  settings.set({ pollingMs: undefined })
  expect(settings.current).toMatchObject({ pollingMs: 9_000, sources: { pollingMs: 'build' } })
  expect(browser.kept).toBe('')
})

test('what makes no sense is named with what it may be, and ignored', () => {
  const { settings } = openPage('?realtime=maybe&source=rss', 'polling=fast')
  expect(settings.problems).toEqual([
    'realtime in the address is "maybe". It must be on or off; it is ignored.',
    'source in the address is "rss". It must be postgres_changes or feed; it is ignored.',
    'polling in what this browser keeps is "fast". It must be a whole number of milliseconds from 1000 to 86400000; it is ignored.',
  ])
  expect(settings.current).toMatchObject({
    realtimeEnabled: true,
    pollingMs: undefined,
    realtimeSource: 'postgres_changes',
  })
  expect(() => settings.set({ pollingMs: 10 })).toThrow(/pollingMs is 10.*1000/)
})
