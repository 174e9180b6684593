import { useMemo, useSyncExternalStore } from 'react'

/** Whether a media query holds now; asks again whenever that changes. */
function useMediaQuery(query: string): boolean {
  const media = useMemo(() => {
    const list = window.matchMedia(query)
    return {
      subscribe: (listener: () => void): (() => void) => {
        list.addEventListener('change', listener)
        return () => list.removeEventListener('change', listener)
      },
      read: (): boolean => list.matches,
    }
  }, [query])
  return useSyncExternalStore(media.subscribe, media.read)
}

/** Where only one part of the project fits: the width at which the style sheets change too. */
export function useSmallScreen(): boolean {
  return useMediaQuery('(max-width: 719px)')
}

/** Whether the person has asked their system for less movement. */
export function useReducedMotion(): boolean {
  return useMediaQuery('(prefers-reduced-motion: reduce)')
}
