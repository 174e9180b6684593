import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { kept, windowHeight } from '../browser-page.ts'

interface DockProps {
  readonly onClose: () => void
  readonly children: ReactNode
}

const FIRST_PX = 400
const LEAST_PX = 180
const STEP_PX = 40
/** Something of the page stays on screen. */
const LEFT_OVER_PX = 60

/** At the foot of the page; its upper edge is dragged, or moved by the arrows. Escape closes it. */
export function Dock({ onClose, children }: DockProps): ReactNode {
  const [height, setHeight] = useState(() => within(Number(kept.read('height') ?? FIRST_PX)))
  const dragged = useRef(false)
  const resize = (next: number): void => {
    const fits = within(next)
    kept.write('height', String(fits))
    setHeight(fits)
  }
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowUp: height + STEP_PX, ArrowDown: height - STEP_PX, Home: Infinity, End: 0 }
    const next = to[event.key as keyof typeof to]
    if (next === undefined) return
    event.preventDefault()
    resize(next)
  }
  const move = (event: PointerEvent): void => {
    if (dragged.current) resize(windowHeight() - event.clientY)
  }
  return (
    <section
      className="dock"
      aria-label="Everfresh devtools"
      style={{ height }}
      onKeyDown={event => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
        // The page's own shortcuts are for the page.
        event.stopPropagation()
      }}
    >
      <div
        className="resize"
        role="separator"
        tabIndex={0}
        aria-orientation="horizontal"
        aria-label="Height of the devtools"
        aria-valuenow={height}
        aria-valuemin={LEAST_PX}
        aria-valuemax={within(Infinity)}
        onKeyDown={press}
        onPointerDown={event => {
          dragged.current = true
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={move}
        onPointerUp={() => {
          dragged.current = false
        }}
      />
      {children}
    </section>
  )
}

function within(height: number): number {
  const most = Math.max(LEAST_PX, windowHeight() - LEFT_OVER_PX)
  return Math.round(Math.min(most, Math.max(LEAST_PX, Number.isNaN(height) ? FIRST_PX : height)))
}
