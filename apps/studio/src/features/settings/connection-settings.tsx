import { type ReactNode, useState } from 'react'
import { openedSource } from '@/shared/lib/openedSource'
import { useRuntimeSettings } from '@/shared/lib/runtimeSettings'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { Switch } from '../../ui/switch.tsx'
import { pollingProblem } from './polling-rules.ts'
import styles from './settings.module.css'

type Settings = ReturnType<typeof useRuntimeSettings>

const ORIGINS = {
  address: 'Set by the address of this page.',
  stored: 'Set in this browser.',
  build: 'As this Studio was built.',
} as const

/** How this browser hears of changes. For all of its tabs, at once, until it is changed again. */
export function ConnectionSettings(): ReactNode {
  const settings = useRuntimeSettings()
  const { realtimeEnabled, legacyListenersEnabled, sources, set } = settings
  return (
    <div className={styles.rows}>
      <Switch
        label="Realtime"
        hint={`Off: everything is fetched by polling. ${ORIGINS[sources.realtimeEnabled]}`}
        checked={realtimeEnabled}
        onChange={on => set({ realtimeEnabled: on })}
        testId="setting-realtime"
      />
      <Switch
        label="Legacy listener"
        hint={`Instead of realtime, without its proof of being live. ${ORIGINS[sources.legacyListenersEnabled]}`}
        checked={legacyListenersEnabled}
        onChange={on => set({ legacyListenersEnabled: on })}
        testId="setting-legacy"
      />
      <SourceChoice settings={settings} />
      <PollingPace settings={settings} />
      {Object.values(sources).includes('stored') && (
        <div>
          <Button
            size="small"
            onClick={() =>
              set({
                realtimeEnabled: undefined,
                legacyListenersEnabled: undefined,
                pollingMs: undefined,
                realtimeSource: undefined,
              })
            }
            data-testid="forget-switches"
          >
            Back to how it was built
          </Button>
        </div>
      )}
    </div>
  )
}

const SOURCES = [
  ['postgres_changes', 'Replication'],
  ['feed', 'Change feed'],
] as const

/** What tells of changes. A page keeps what it was opened with. */
function SourceChoice({ settings }: { readonly settings: Settings }): ReactNode {
  const { realtimeSource, sources, set } = settings
  return (
    <div className={styles.source}>
      <Choice
        label="Where changes come from"
        name="setting-source"
        options={SOURCES}
        value={realtimeSource}
        onChange={next => set({ realtimeSource: next })}
      />
      <p className={styles.origin}>{ORIGINS[sources.realtimeSource]}</p>
      {realtimeSource !== openedSource && (
        <Button
          size="small"
          onClick={() => window.location.reload()}
          data-testid="reload-for-source"
        >
          Load the page again to use it
        </Button>
      )}
    </div>
  )
}

function PollingPace({ settings }: { readonly settings: Settings }): ReactNode {
  const { pollingMs, sources, set } = settings
  const [typed, setTyped] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const save = (): void => {
    if (typed === undefined) return
    const wrong = pollingProblem(typed)
    setProblem(wrong)
    if (wrong !== undefined) return
    set({ pollingMs: typed.trim() === '' ? undefined : Number(typed) * 1_000 })
    setTyped(undefined)
  }
  return (
    <Field
      label="Seconds between polls without realtime"
      inputMode="numeric"
      placeholder="5"
      value={typed ?? (pollingMs === undefined ? '' : String(pollingMs / 1_000))}
      problem={problem}
      hint={ORIGINS[sources.pollingMs]}
      onChange={event => setTyped(event.target.value)}
      onBlur={save}
      onKeyDown={event => {
        if (event.key === 'Enter') save()
      }}
      data-testid="setting-polling"
    />
  )
}
