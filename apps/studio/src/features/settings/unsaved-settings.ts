import type { SettingsDraftsHost, UnsavedSettings } from './settings-drafts.ts'

/**
 * What a user has typed and the backend has not confirmed, in the storage of this tab. What cannot be read
 * there is nothing: it is only what the last 300 ms and a failing backend left behind.
 */
export function unsavedSettings(userId: string): SettingsDraftsHost['storage'] {
  const place = `everfresh:unsaved-settings:${userId}`
  return {
    read: () => {
      try {
        const stored: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
        return Array.isArray(stored) ? (stored as readonly UnsavedSettings[]) : []
      } catch {
        return []
      }
    },
    write: unsaved => {
      if (unsaved.length === 0) sessionStorage.removeItem(place)
      else sessionStorage.setItem(place, JSON.stringify(unsaved))
    },
  }
}
