import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'

const PLACE = 'everfresh:tab-user'

/**
 * Leads a tab that changed hands, by starting over in this tab or in another, to the new user's own
 * projects: the address was the other's.
 */
export function useNewOwner(userId: string): void {
  const [, goTo] = useLocation()
  const [before] = useState(() => sessionStorage.getItem(PLACE))
  useEffect(() => {
    sessionStorage.setItem(PLACE, userId)
    if (before !== null && before !== userId) goTo('/', { replace: true })
  }, [before, userId, goTo])
}
