import { constant, type Source } from './source.ts'

/** What the world around the page says, as ports. Hints only: none of them proves a connection. */
export interface Environment {
  /** The page can be seen. */
  readonly visible: Source<boolean>
  /** The machine says that it has a network. */
  readonly online: Source<boolean>
  /** A person did something within the last minute. */
  readonly active: Source<boolean>
  /** Little traffic is wished for: the browser saves data, or the network is no faster than 2G. */
  readonly frugal: Source<boolean>
  /**
   * How often the page was found to have stood still: the clock jumped while it was shown (the machine
   * slept), or it came back out of the browser's cache.
   */
  readonly resumed: Source<number>
}

/** Where there is no page (Node, server rendering): always visible, online and active, never frugal. */
export const nowhere: Environment = {
  visible: constant(true),
  online: constant(true),
  active: constant(true),
  frugal: constant(false),
  resumed: constant(0),
}

/** Calls `wake` when the page is shown or has stood still, or the network comes back. Returns its undo. */
export function onWake({ visible, online, resumed }: Environment, wake: () => void): () => void {
  const undos = [whenTrue(visible, wake), whenTrue(online, wake), resumed.subscribe(wake)]
  return () => {
    for (const undo of undos) undo()
  }
}

/** Calls `then` each time that `sign` becomes true. Returns its undo. */
export function whenTrue(sign: Source<boolean>, then: () => void): () => void {
  return sign.subscribe(() => {
    if (sign.current) then()
  })
}
