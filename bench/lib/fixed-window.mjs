/**
 * A router as apps write it: the keys that events touch are gathered, and 500 ms after the first of them each is
 * invalidated once.
 *
 * @param {import('./contender.mjs').Page} page
 * @param {import('@tanstack/query-core').InvalidateOptions} [options] TanStack's default cancels a refetch in
 *   flight and starts it again.
 * @returns {import('./contender.mjs').Contender}
 */
export function fixedWindow({ clock, queryClient }, options) {
  /** @type {Set<string>} */
  const dirty = new Set()
  let disarm = () => {}
  const flush = () => {
    for (const list of dirty)
      void queryClient.invalidateQueries({ queryKey: ['list', list] }, options)
    dirty.clear()
  }
  return {
    hear: list => {
      if (dirty.size === 0) disarm = clock.after(WINDOW_MS, flush)
      dirty.add(list)
    },
    stop: () => disarm(),
  }
}

export const WINDOW_MS = 500
