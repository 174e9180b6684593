import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import type { CSSProperties, HTMLAttributes, Ref } from 'react'

interface SortableRow {
  /** For the row: it is dragged by any part of it. */
  readonly row: Pick<HTMLAttributes<HTMLElement>, 'onMouseDown' | 'onTouchStart'> & {
    readonly ref: Ref<HTMLLIElement>
    readonly style: CSSProperties
    readonly 'data-dragging': true | undefined
  }
  /** For the button in it that takes it with the keyboard. */
  readonly handle: HTMLAttributes<HTMLElement> & { readonly ref: Ref<HTMLButtonElement> }
}

/** What makes an element a row of a `SortableList`. */
export function useSortableRow(id: string): SortableRow {
  const sortable = useSortable({ id })
  const { onKeyDown, ...pointer } = sortable.listeners ?? {}
  return {
    row: {
      ...pointer,
      ref: sortable.setNodeRef,
      style: {
        transform: CSS.Translate.toString(sortable.transform),
        transition: sortable.transition,
      },
      'data-dragging': sortable.isDragging || undefined,
    },
    handle: {
      ref: sortable.setActivatorNodeRef,
      'aria-describedby': sortable.attributes['aria-describedby'],
      'aria-roledescription': 'sortable',
      onKeyDown: onKeyDown as HTMLAttributes<HTMLElement>['onKeyDown'],
    },
  }
}
