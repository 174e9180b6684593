/** A `Set` or a `Map`. */
interface Kept<Key> {
  readonly size: number
  readonly keys: () => Iterable<Key>
  readonly delete: (key: Key) => boolean
}

/** Takes out of `kept` what has been in it for longest, until at most `most` are left. */
export function forgetOldest<Key>(kept: Kept<Key>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(oldest)
  }
}
