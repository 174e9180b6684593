import { useRef, type KeyboardEvent, type ReactNode } from 'react'

export interface TabWords<Id extends string> {
  readonly id: Id
  readonly label: string
}

interface TabsProps<Id extends string> {
  readonly tabs: readonly TabWords<Id>[]
  readonly current: Id
  readonly onChoose: (id: Id) => void
  /** The id that both the tabs and the panel make theirs of. */
  readonly id: string
}

const steps: Readonly<Partial<Record<string, number>>> = { ArrowRight: 1, ArrowLeft: -1 }

/** One of several panels is shown. Arrows, Home and End move; only the current tab is in the tab order. */
export function Tabs<Id extends string>({ tabs, current, onChoose, id }: TabsProps<Id>): ReactNode {
  const list = useRef<HTMLDivElement>(null)
  const at = tabs.findIndex(tab => tab.id === current)
  const press = (event: KeyboardEvent): void => {
    const step = steps[event.key]
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : undefined
    const next = tabs[to ?? (step === undefined ? -1 : (at + step + tabs.length) % tabs.length)]
    if (next === undefined) return
    event.preventDefault()
    onChoose(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus()
  }
  return (
    <div ref={list} className="tabs" role="tablist" aria-label="Parts" onKeyDown={press}>
      {tabs.map(tab => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${id}-tab-${tab.id}`}
          data-tab={tab.id}
          aria-selected={tab.id === current}
          aria-controls={`${id}-panel`}
          tabIndex={tab.id === current ? 0 : -1}
          onClick={() => onChoose(tab.id)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}
