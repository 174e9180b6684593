/** How long each picture of a film is seen, and how many frames that takes. */
export interface Cut {
  /** Frames in which the picture stands alone. */
  readonly hold: number
  /** Frames in which it gives way to the next. */
  readonly fade: number
  /** Milliseconds that a frame is shown. */
  readonly delayMs: number
}

// A film of a few pictures has 20 frames for each; longer ones share what keeps the file small.
const framesOfPicture = 20
const framesOfFilm = 96
const leastFrames = 5
const frameMs = 90
const leastPictureMs = 900

/** The cut of a film of so many pictures. */
export function cutOf(pictures: number): Cut {
  const frames = Math.max(
    leastFrames,
    Math.min(framesOfPicture, Math.floor(framesOfFilm / pictures)),
  )
  const fade = pictures === 1 ? 0 : Math.round(frames * 0.4)
  return {
    hold: pictures === 1 ? framesOfPicture * 2 : frames - fade,
    fade,
    delayMs: Math.max(frameMs, Math.round(leastPictureMs / frames)),
  }
}
