import { type ReactNode, useEffect, useState } from 'react'
import { addresses } from './account-actions.ts'
import styles from './account-menu.module.css'

/** The account's address, or the one that a guest has still to confirm; nothing until it is known. */
export function Addresses({ what }: { readonly what: 'email' | 'waiting' }): ReactNode {
  const [found, setFound] = useState<Awaited<ReturnType<typeof addresses>>>()
  useEffect(() => {
    let gone = false
    addresses().then(
      all => !gone && setFound(all),
      // The client could not read its session: there is an account all the same.
      () => !gone && setFound({}),
    )
    return () => void (gone = true)
  }, [])
  if (what === 'email') return found === undefined ? '\u00a0' : (found.email ?? 'Signed in')
  if (found?.waiting === undefined) return null
  return (
    <p className={styles.note}>
      <b>{found.waiting}</b> waits to be confirmed: follow the link in the mail that was sent to it.
    </p>
  )
}
