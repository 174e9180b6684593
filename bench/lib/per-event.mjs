/**
 * What an app does without any router: each event invalidates what it touches.
 *
 * @param {import('./contender.mjs').Page} page
 * @param {import('@tanstack/query-core').InvalidateOptions} [options]
 * @returns {import('./contender.mjs').Contender}
 */
export function perEvent({ queryClient }, options) {
  return {
    hear: list => void queryClient.invalidateQueries({ queryKey: ['list', list] }, options),
    stop: () => {},
  }
}
