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

/** The same terminal, through which none of `secrets` is ever said, whoever quotes it. */
export function withoutSecrets(terminal: Terminal, secrets: readonly string[]): Terminal {
  const hide = hideSecrets(secrets)
  return {
    ...terminal,
    out: text => terminal.out(hide(text)),
    err: text => terminal.err(hide(text)),
    progress: text => terminal.progress(hide(text)),
  }
}

const LEAST_TELLING_LENGTH = 4

/** Takes secrets out of a text, the longest first, so that no part of one is left. */
function hideSecrets(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)]
    .filter(({ length }) => length >= LEAST_TELLING_LENGTH)
    .toSorted((a, b) => b.length - a.length)
  return text => known.reduce((hidden, secret) => hidden.replaceAll(secret, '[hidden]'), text)
}
