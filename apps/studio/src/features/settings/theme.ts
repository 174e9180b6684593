/** `system`: as the device. */
export type Theme = 'system' | 'light' | 'dark'

const PLACE = 'everfresh:theme'

export function isTheme(value: unknown): value is Theme {
  return value === 'system' || value === 'light' || value === 'dark'
}

/**
 * Shows the page in this theme, and has this browser begin with it: index.html reads what is kept here
 * before anything is painted.
 */
export function showTheme(theme: Theme): void {
  if (theme === 'system') {
    document.documentElement.removeAttribute('data-theme')
    localStorage.removeItem(PLACE)
    return
  }
  document.documentElement.setAttribute('data-theme', theme)
  localStorage.setItem(PLACE, theme)
}

/** In which theme the page is shown. */
export function shownTheme(): Theme {
  const theme = document.documentElement.dataset['theme']
  return isTheme(theme) ? theme : 'system'
}
