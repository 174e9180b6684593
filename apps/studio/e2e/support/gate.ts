/** A place to wait at. */
export interface Gate {
  /** Resolves when the gate is opened, at once if it is. */
  readonly opened: Promise<void>
  readonly open: () => void
}

export function gate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open: () => open() }
}
