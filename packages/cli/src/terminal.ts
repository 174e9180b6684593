import { styleText } from 'node:util'

/** How a word may be set off. */
export type Style = Parameters<typeof styleText>[0]

/** What a command speaks through. */
export interface Terminal {
  /** What was asked for; a line end is added. */
  out(text: string): void
  /** What went wrong or is beside the point; a line end is added. */
  err(text: string): void
  /** What is going on, in one line that the next thing said replaces. Nothing where nobody watches. */
  progress(text: string): void
  /** The text in a colour, where colours are seen: on a terminal, and never with `NO_COLOR`. */
  style(style: Style, text: string): string
}

const TO_LINE_START_AND_CLEAR = '\r\u001B[K'

/** The terminal of this process. */
export function systemTerminal(): Terminal {
  const { stdout, stderr } = process
  for (const stream of [stdout, stderr]) stream.on('error', endedReader)
  const isWatched = stdout.isTTY && stderr.isTTY
  const clear = (): void => {
    if (isWatched) stderr.write(TO_LINE_START_AND_CLEAR)
  }
  return {
    out: text => {
      clear()
      stdout.write(`${text}\n`)
    },
    err: text => {
      clear()
      stderr.write(`${text}\n`)
    },
    progress: text => {
      if (isWatched) stderr.write(`${TO_LINE_START_AND_CLEAR}${text}`)
    },
    style: (style, text) => styleText(style, text, { stream: stdout }),
  }
}

/**
 * Whoever read the output has read enough, as `head` does. The run goes on: it may have to clean up, and
 * ends with its own code.
 */
function endedReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
