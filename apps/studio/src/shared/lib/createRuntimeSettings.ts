import { cell, type Source } from '@everfresh/core'
import { isPollingMs, oneListener, pollingLimits, readSwitches } from './switches'
import type { Origin, RealtimeSource, Switches } from './switches'

/** Who has set a switch. A later one of these counts less: the address, this browser, the build. */
type SettingSource = 'address' | 'stored' | 'build'

/** The switches as they are at this moment. */
export interface RuntimeSettings {
  /** False: no websocket, polling carries everything. */
  readonly realtimeEnabled: boolean
  /** True: `useWebSocket` listens in realtime's place. Never true together with `realtimeEnabled`. */
  readonly legacyListenersEnabled: boolean
  /** Between polls when realtime is down, in ms; undefined: 5000. */
  readonly pollingMs: number | undefined
  /** What the page listens to; it counts when a page is loaded. */
  readonly realtimeSource: RealtimeSource
  readonly sources: Readonly<Record<keyof Switches, SettingSource>>
}

export interface RuntimeSettingsStore extends Source<RuntimeSettings> {
  /** A sentence for each switch that made no sense, wherever it was set. */
  readonly problems: readonly string[]
  /**
   * Keeps these in this browser, for all of its tabs; undefined forgets one. Switching one listener on
   * switches the other off. A person's own wish counts: what the address said of it no longer does. Throws a
   * RangeError for a `pollingMs` outside of 1,000 to 86,400,000.
   */
  readonly set: (part: Switches) => void
}

export interface RuntimeSettingsHost {
  readonly build: Switches & { readonly problems: readonly string[] }
  /** The query of the address, such as `?realtime=off`. */
  readonly address: string
  /** What this browser keeps, in the words of the address. */
  readonly stored: () => string
  readonly store: (text: string) => void
  /** Takes these out of the address, so that loading it again does not bring them back. */
  readonly dropFromAddress: (names: readonly string[]) => void
  /** Calls `listener` when another tab has stored something. */
  readonly onStored: (listener: () => void) => void
}

const names = {
  realtimeEnabled: 'realtime',
  legacyListenersEnabled: 'legacy',
  pollingMs: 'polling',
  realtimeSource: 'source',
} as const
const switchNames = Object.keys(names) as (keyof Switches)[]

function originOf(where: string): Origin {
  const ignored = 'it is ignored'
  const instead = {
    realtimeEnabled: ignored,
    legacyListenersEnabled: ignored,
    pollingMs: ignored,
    realtimeSource: ignored,
  }
  return { names, on: 'on', off: 'off', where, instead }
}

function read(query: string, where: string): ReturnType<typeof readSwitches> {
  const written = new URLSearchParams(query)
  return readSwitches(name => written.get(name) ?? undefined, originOf(where))
}

/** The switches, from where they were set last: the address, before this browser, before the build. */
export function createRuntimeSettings(host: RuntimeSettingsHost): RuntimeSettingsStore {
  const inAddress = read(host.address, ' in the address')
  const inBrowser = read(host.stored(), ' in what this browser keeps')
  let address = inAddress.switches
  let stored = inBrowser.switches
  const problems = [...host.build.problems, ...inAddress.problems, ...inBrowser.problems]
  const settings = cell(merge(address, stored, host.build))
  const update = (): void => settings.set(merge(address, stored, host.build))

  host.onStored(() => {
    stored = read(host.stored(), '').switches
    update()
  })
  return {
    get initial() {
      return settings.initial
    },
    get current() {
      return settings.current
    },
    subscribe: settings.subscribe,
    problems,
    set: part => {
      const { pollingMs } = part
      if (pollingMs !== undefined && !isPollingMs(pollingMs))
        throw new RangeError(
          `pollingMs is ${pollingMs}. It must be a whole number from ${pollingLimits.least} to ${pollingLimits.most}.`,
        )
      const wished = oneListener(part)
      stored = { ...stored, ...wished }
      const overruled = switchNames.filter(name => name in wished)
      address = Object.fromEntries(
        Object.entries(address).filter(([name]) => !overruled.some(other => other === name)),
      )
      host.store(write(stored))
      host.dropFromAddress(overruled.map(name => names[name]))
      update()
    },
  }
}

function write(switches: Switches): string {
  const written = new URLSearchParams()
  for (const name of switchNames) {
    const value = switches[name]
    if (typeof value === 'boolean') written.set(names[name], value ? 'on' : 'off')
    else if (value !== undefined) written.set(names[name], String(value))
  }
  return written.toString()
}

function merge(address: Switches, stored: Switches, build: Switches): RuntimeSettings {
  const from = (name: keyof Switches): SettingSource => {
    if (address[name] !== undefined) return 'address'
    return stored[name] === undefined ? 'build' : 'stored'
  }
  return {
    realtimeEnabled:
      address.realtimeEnabled ?? stored.realtimeEnabled ?? build.realtimeEnabled ?? true,
    legacyListenersEnabled:
      address.legacyListenersEnabled ??
      stored.legacyListenersEnabled ??
      build.legacyListenersEnabled ??
      false,
    pollingMs: address.pollingMs ?? stored.pollingMs ?? build.pollingMs,
    realtimeSource:
      address.realtimeSource ?? stored.realtimeSource ?? build.realtimeSource ?? 'postgres_changes',
    sources: {
      realtimeEnabled: from('realtimeEnabled'),
      legacyListenersEnabled: from('legacyListenersEnabled'),
      pollingMs: from('pollingMs'),
      realtimeSource: from('realtimeSource'),
    },
  }
}
