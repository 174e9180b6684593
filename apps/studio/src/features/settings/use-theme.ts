import { useEffect } from 'react'
import { isTheme, showTheme } from './theme.ts'
import { useSettingsForm } from './use-settings-form.ts'

/** Shows the page in the colours that this user chose, here or on another device. */
export function useTheme(userId: string): void {
  const theme = useSettingsForm('user', userId).values?.['theme']
  useEffect(() => {
    if (isTheme(theme)) showTheme(theme)
  }, [theme])
}
