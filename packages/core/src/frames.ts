/** The frames of a browser: the one place that asks for them. */
export interface Frames {
  /** Calls `work` right before the next frame is painted; a hidden page has none. Returns its undo. */
  readonly next: (work: () => void) => () => void
}

interface World {
  readonly requestAnimationFrame?: (work: () => void) => number
  readonly cancelAnimationFrame?: (frame: number) => void
}

/** Undefined where there are none, such as on a server. */
export function browserFrames(): Frames | undefined {
  const { requestAnimationFrame, cancelAnimationFrame } = globalThis as World
  if (requestAnimationFrame === undefined) return undefined
  return {
    next: work => {
      const frame = requestAnimationFrame(work)
      return () => cancelAnimationFrame?.(frame)
    },
  }
}
