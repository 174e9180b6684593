import { type Ref, useEffect, useRef } from 'react'

/**
 * A ref for what holds the pages: a turn to another, named by anything that is another for each, brings
 * its beginning into sight; opening it does not.
 */
export function useScrollOnTurn(page: number | string): Ref<HTMLElement> {
  const element = useRef<HTMLElement>(null)
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    element.current?.scrollIntoView({ block: 'start' })
  }, [page])
  return element
}
