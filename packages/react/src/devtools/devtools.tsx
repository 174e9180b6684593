import { constant, type RealtimeState, type Source } from '@everfresh/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useSource } from '../use-source.ts'
import { focused, kept } from './browser-page.ts'
import { overallOf } from './now/machines.ts'
import { Panel } from './panel.tsx'
import type { EverfreshDevtoolsProps } from './props.ts'
import { Dock } from './shell/dock.tsx'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { Brand } from './shell/icon.tsx'
import { ROOT_CLASS, Styles } from './styles/index.tsx'

/**
 * A small floating button that opens a panel docked at the foot of the page. Renders nothing on a server.
 * What fails inside stays inside: it never throws into the app.
 */
export function EverfreshDevtools(props: EverfreshDevtoolsProps): ReactNode {
  if (!useSource(inPage)) return null
  return (
    <ErrorBoundary>
      <InPage {...props} />
    </ErrorBoundary>
  )
}

/** False on a server, and while a page takes over what that rendered. */
const inPage: Source<boolean> = { ...constant(true), initial: false }
const nothing = constant(undefined)

function InPage({ open, onOpenChange, button = 'bottom-right', ...props }: EverfreshDevtoolsProps) {
  const [own, setOwn] = useState(() => kept.read('open') === 'true')
  const isOpen = open ?? own
  const change = (next: boolean): void => {
    if (open === undefined) {
      kept.write('open', String(next))
      setOwn(next)
    }
    onOpenChange?.(next)
  }
  return (
    <div
      className={ROOT_CLASS}
      data-theme={props.theme}
      data-side={button === 'bottom-left' ? 'left' : undefined}
    >
      <Styles nonce={props.nonce} />
      {isOpen ? (
        <Opened props={props} onClose={() => change(false)} />
      ) : (
        button !== 'none' && <Launcher realtime={props.realtime} onOpen={() => change(true)} />
      )}
    </div>
  )
}

interface OpenedProps {
  readonly props: EverfreshDevtoolsProps
  readonly onClose: () => void
}

/** Takes the focus while it is open, and gives it back. */
function Opened({ props, onClose }: OpenedProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = focused()
    box.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()
    return () => before?.focus()
  }, [])
  return (
    <div ref={box}>
      <Dock onClose={onClose}>
        <Panel {...props} onClose={onClose} />
      </Dock>
    </div>
  )
}

interface LauncherProps {
  readonly realtime: EverfreshDevtoolsProps['realtime']
  readonly onOpen: () => void
}

function Launcher({ realtime, onOpen }: LauncherProps): ReactNode {
  const state = useSource<RealtimeState | undefined>(realtime?.state ?? nothing)
  return (
    <button
      type="button"
      className="launcher"
      aria-label="Open the Everfresh devtools"
      title="Everfresh devtools"
      onClick={onOpen}
    >
      <Brand />
      <span className="dot" data-tone={state && overallOf(state).tone} />
    </button>
  )
}
