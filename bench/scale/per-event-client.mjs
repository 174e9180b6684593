import { KEYS, openPage } from './page.mjs'

/**
 * A tab as apps write it first: each event invalidates what it touches.
 *
 * @param {{ ask: () => Promise<number> }} world
 */
export function perEventTab({ ask }) {
  const { queryClient, leave } = openPage(ask)
  return {
    isLive: () => true,
    hear: () => {
      for (const queryKey of KEYS) void queryClient.invalidateQueries({ queryKey })
    },
    stop: leave,
  }
}
