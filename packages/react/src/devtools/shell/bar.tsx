import type { TraceSnapshot } from '@everfresh/core'
import { useRef, type ChangeEvent, type ReactNode } from 'react'
import { download } from '../browser-page.ts'
import { jsonOf } from '../entry.ts'
import { overallOf } from '../now/machines.ts'
import type { EverfreshDevtoolsPanelProps } from '../props.ts'
import type { Sight } from '../use-sight.ts'
import { CopyButton, IconButton } from './buttons.tsx'
import { Brand } from './icon.tsx'

interface BarProps {
  readonly props: EverfreshDevtoolsPanelProps
  readonly sight: Sight
  readonly tabs: ReactNode
}

/** What is looked at, the tabs, and what can be done. */
export function Bar({ props, sight, tabs }: BarProps): ReactNode {
  const { snapshot, realtime } = sight
  return (
    <header className="bar">
      <span className="title">
        <Brand />
        <span className="wide">Everfresh</span>
        {snapshot && <Pill snapshot={snapshot} />}
      </span>
      {tabs}
      <div className="end">
        {realtime && <Controls props={props} realtime={realtime} />}
        {snapshot && <Export snapshot={snapshot} />}
        <LoadButton onLoad={sight.load} />
        {props.onClose && (
          <IconButton icon="close" label="Close the devtools" onClick={props.onClose} />
        )}
      </div>
    </header>
  )
}

function Pill({ snapshot: { state } }: { readonly snapshot: TraceSnapshot }): ReactNode {
  const { tone, state: word } = overallOf(state)
  return (
    <span className="pill">
      <span className="dot" data-tone={tone} />
      {word}
    </span>
  )
}

interface ControlsProps {
  readonly props: EverfreshDevtoolsPanelProps
  readonly realtime: NonNullable<EverfreshDevtoolsPanelProps['realtime']>
}

function Controls({ props, realtime }: ControlsProps): ReactNode {
  const { enabled } = realtime.state.current
  const setEnabled = props.onSetEnabled ?? realtime.setEnabled
  return (
    <>
      <label className="switch" title="Off: everything is fetched by polling">
        <input
          type="checkbox"
          role="switch"
          checked={enabled}
          onChange={event => setEnabled(event.target.checked)}
        />
        Realtime
      </label>
      <IconButton
        icon="reconnect"
        label="Reconnect now"
        disabled={!enabled}
        onClick={props.onReconnect ?? realtime.reconnect}
      />
      <span className="divider" />
    </>
  )
}

function Export({ snapshot }: { readonly snapshot: TraceSnapshot }): ReactNode {
  const text = (): string => jsonOf(snapshot, 1)
  const name = `everfresh-${new Date(snapshot.takenAt).toISOString().replaceAll(/[:.]/g, '-')}.json`
  return (
    <>
      <IconButton
        icon="download"
        label="Download a snapshot"
        onClick={() => download(name, text())}
      />
      <CopyButton icon label="Copy a snapshot" text={text} />
    </>
  )
}

function LoadButton({ onLoad }: { readonly onLoad: Sight['load'] }): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? []
    if (file === undefined) return
    const text = await file.text().catch(String)
    onLoad(file.name, text)
    // The same file can be chosen again.
    target.value = ''
  }
  return (
    <>
      <input
        ref={input}
        className="file"
        type="file"
        accept="application/json,.json"
        tabIndex={-1}
        aria-label="Snapshot file"
        onChange={event => void choose(event)}
      />
      <IconButton icon="load" label="Load a snapshot" onClick={() => input.current?.click()} />
    </>
  )
}
