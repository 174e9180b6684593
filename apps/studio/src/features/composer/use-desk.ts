import { useSource } from '@everfresh/react'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { type Desk, makeDesk, type Papers } from './desk.ts'

const desks = new Map<string, Desk>()

/** The desk of a user in this tab. In the tab's own storage, so that two tabs never mix their drafts. */
function deskOf(userId: string): Desk {
  const desk = desks.get(userId) ?? makeDesk(sessionStorage, `everfresh:draft:${userId}`)
  desks.set(userId, desk)
  return desk
}

export function useDesk(): Papers & { readonly desk: Desk } {
  const desk = deskOf(useUser().id)
  return { ...useSource(desk.papers), desk }
}
