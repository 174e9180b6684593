import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { type Draft, parseDraft } from './draft.ts'

/** The draft of this user in this tab. Kept in the tab's own storage, so that two tabs never mix theirs. */
export function useDraft(): [Draft, Dispatch<SetStateAction<Draft>>] {
  const place = `everfresh:draft:${useUser().id}`
  const [draft, setDraft] = useState(() => parseDraft(sessionStorage.getItem(place)))
  useEffect(() => sessionStorage.setItem(place, JSON.stringify(draft)), [place, draft])
  return [draft, setDraft]
}
