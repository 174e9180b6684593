import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
} from '@dnd-kit/sortable'
import type { ReactNode } from 'react'
import { moved } from './order.ts'
import { instructions, type Namer, sayings } from './sortable-words.ts'
import { useReorder } from './use-reorder.ts'

interface Row {
  readonly id: string
}

interface SortableListProps<R extends Row> {
  readonly rows: readonly R[]
  /** The keys of what is not to be fetched while a row is in hand. */
  readonly scope: readonly unknown[]
  readonly onReorder: (rows: readonly R[]) => void
  readonly nameOf: (row: R) => string
  readonly className?: string | undefined
  readonly label: string
  readonly children: (row: R, index: number) => ReactNode
}

// A press that moves less is a click; a finger that moves sooner scrolls.
const MOUSE = { activationConstraint: { distance: 6 } }
const TOUCH = { activationConstraint: { delay: 220, tolerance: 8 } }
const KEYBOARD = { coordinateGetter: sortableKeyboardCoordinates }

/** A list whose rows are put in order with the mouse, a finger or the keyboard; each step is announced. */
export function SortableList<R extends Row>(props: SortableListProps<R>): ReactNode {
  const { scope, onReorder, nameOf, children } = props
  const { rows, take, cancel, drop } = useReorder(scope, props.rows, onReorder)
  const sensors = useSensors(
    useSensor(MouseSensor, MOUSE),
    useSensor(TouchSensor, TOUCH),
    useSensor(KeyboardSensor, KEYBOARD),
  )
  const placeOf = (id: unknown): number => rows.findIndex(row => row.id === id)
  const namer: Namer = id => {
    const index = placeOf(id)
    const row = rows[index]
    return { name: row === undefined ? '' : nameOf(row), place: index + 1, count: rows.length }
  }
  const end = ({ active, over, activatorEvent }: DragEndEvent): void => {
    if (!(activatorEvent instanceof KeyboardEvent)) keepFromClicking()
    const next = moved(rows, placeOf(active.id), placeOf(over?.id))
    drop(next)
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={take}
      onDragCancel={cancel}
      onDragEnd={end}
      accessibility={{ announcements: sayings(namer), screenReaderInstructions: instructions }}
    >
      <SortableContext items={rows.map(({ id }) => id)} strategy={rectSortingStrategy}>
        <ol className={props.className} aria-label={props.label}>
          {rows.map(children)}
        </ol>
      </SortableContext>
    </DndContext>
  )
}

/**
 * The button that is let go after a drag is no click. dnd-kit keeps it from React, and so from the router: the
 * browser itself would follow a link.
 */
function keepFromClicking(): void {
  const prevent = (event: Event): void => event.preventDefault()
  window.addEventListener('click', prevent, { capture: true })
  setTimeout(() => window.removeEventListener('click', prevent, { capture: true }), 50)
}
