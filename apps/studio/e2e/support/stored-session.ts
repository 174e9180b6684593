import type { Page } from 'playwright-core'

interface StoredSession {
  readonly access_token: string
  readonly refresh_token: string
}

/** What the browser keeps of who is signed in. */
export async function storedSession(page: Page): Promise<StoredSession> {
  const text = await page.evaluate(() => {
    const key = Object.keys(localStorage).find(name => name.endsWith('-auth-token'))
    return localStorage.getItem(key ?? '')
  })
  return JSON.parse(text ?? '{}') as StoredSession
}

/** Makes the stored token one that ends in so many seconds; below zero: that has ended. */
export async function endTokenIn(page: Page, seconds: number): Promise<void> {
  await page.evaluate(inSeconds => {
    const key = Object.keys(localStorage).find(name => name.endsWith('-auth-token')) ?? ''
    const session = JSON.parse(localStorage.getItem(key) ?? '') as object
    const expiresAt = Math.floor(Date.now() / 1_000) + inSeconds
    localStorage.setItem(key, JSON.stringify({ ...session, expires_at: expiresAt }))
  }, seconds)
}
