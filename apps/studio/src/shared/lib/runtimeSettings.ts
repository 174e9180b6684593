import { useSource } from '@everfresh/react'
import { config } from './config'
import {
  createRuntimeSettings,
  type RuntimeSettings,
  type RuntimeSettingsStore,
} from './createRuntimeSettings'
import { sayProblems } from './sayProblems'
import { storedText } from './storedText'

const STORED = 'everfresh:switches'
const stored = storedText(STORED)

/** The switches of this page. A browser that keeps nothing has those of the address and the build. */
export const runtimeSettings: RuntimeSettingsStore = createRuntimeSettings({
  build: { ...config, pollingMs: config.deadmodeForcePollingMs },
  address: window.location.search,
  stored: stored.read,
  store: stored.write,
  dropFromAddress: names => {
    const address = new URL(window.location.href)
    for (const name of names) address.searchParams.delete(name)
    if (address.href !== window.location.href) history.replaceState(history.state, '', address)
  },
  onStored: listener =>
    window.addEventListener('storage', ({ key }) => {
      // Null: everything was cleared.
      if (key === STORED || key === null) listener()
    }),
})

sayProblems(runtimeSettings.problems)

interface UseRuntimeSettings extends RuntimeSettings {
  readonly set: RuntimeSettingsStore['set']
}

/** The switches, for a screen that shows and sets them. */
export function useRuntimeSettings(): UseRuntimeSettings {
  return { ...useSource(runtimeSettings), set: runtimeSettings.set }
}
