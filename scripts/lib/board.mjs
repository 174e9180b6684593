/**
 * @typedef {object} Part Something that takes time and ends in one line.
 * @property {(note: string) => void} note What it is doing now; shown while it goes on.
 * @property {(detail: string) => void} ready
 * @property {(detail: string) => void} failed
 */

/**
 * @typedef {object} Board
 * @property {(name: string) => Part} begin
 * @property {(text?: string) => void} line Prints a line of its own.
 * @property {Paint} paint
 * @property {boolean} colour Whether colours are wanted: on a terminal, without NO_COLOR.
 * @property {() => void} close Takes the progress line away. From then on parts say nothing.
 */

/** @typedef {Record<'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', (text: string) => string>} Paint */
/** @typedef {{ name: string, since: number, note: string, notices: number }} Going */

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
/** When a plain line says that a part still goes on, then every 30 s. In milliseconds. */
const noticesMs = [2_000, 10_000, 30_000]

/**
 * Prints one line for each part that becomes ready, and progress in between: on a terminal a moving
 * line at the bottom, elsewhere a plain line after 2, 10 and 30 s and then every 30 s.
 * @param {NodeJS.WriteStream} stream
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Board}
 */
export function createBoard(stream, env = process.env) {
  const terminal = stream.isTTY === true && env.TERM !== 'dumb'
  const colour = terminal && !env.NO_COLOR
  const paint = createPaint(colour)
  /** @type {Set<Going>} */
  const going = new Set()
  const progress = terminal ? movingLine(stream, paint) : plainLines(stream)
  /** @type {NodeJS.Timeout | undefined} */
  let ticker
  let closed = false

  const line = (text = '') => {
    progress.clear()
    stream.write(`${text}\n`)
  }
  const settle = () => {
    if (going.size > 0) return
    clearInterval(ticker)
    ticker = undefined
  }
  return {
    paint,
    colour,
    line,
    close() {
      closed = true
      going.clear()
      settle()
      progress.clear()
    },
    begin(name) {
      const since = performance.now()
      const part = { name, since, note: '', notices: 0 }
      if (!closed) {
        going.add(part)
        ticker ??= setInterval(() => progress.show(going), 120).unref()
      }
      const end = (/** @type {string} */ mark, /** @type {string} */ detail) => {
        if (!going.delete(part)) return
        line(
          `${mark} ${column(name)} ${seconds(since).padStart(7)}   ${paint.dim(detail)}`.trimEnd(),
        )
        settle()
      }
      return {
        note: note => (part.note = note),
        ready: detail => end(paint.green('✓'), detail),
        failed: detail => end(paint.red('✗'), detail),
      }
    },
  }
}

/**
 * @param {string} name
 * @returns {string} As wide as the longest part's name.
 */
function column(name) {
  return name.padEnd(12)
}

/**
 * @param {number} since An instant of `performance.now()`.
 * @returns {string}
 */
export function seconds(since) {
  const s = (performance.now() - since) / 1_000
  return s < 60 ? `${s.toFixed(1)} s` : `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`
}

/**
 * @param {boolean} on
 * @returns {Paint}
 */
function createPaint(on) {
  const wrap = (/** @type {number} */ code) => (/** @type {string} */ text) =>
    on && text !== '' ? `\u001B[${code}m${text}\u001B[0m` : text
  return {
    bold: wrap(1),
    dim: wrap(2),
    red: wrap(31),
    green: wrap(32),
    yellow: wrap(33),
    cyan: wrap(36),
  }
}

/**
 * @param {NodeJS.WriteStream} stream
 * @param {Paint} paint
 */
function movingLine(stream, paint) {
  let frame = 0
  let shown = false
  const clear = () => {
    if (shown) stream.write('\r\u001B[2K')
    shown = false
  }
  const show = (/** @type {Set<Going>} */ going) => {
    const text = [...going]
      .map(describe)
      .join(' · ')
      .slice(0, (stream.columns || 80) - 4)
    frame = (frame + 1) % frames.length
    stream.write(`\r\u001B[2K${paint.cyan(frames[frame] ?? '')} ${text}`)
    shown = true
  }
  return { show, clear }
}

/** @param {NodeJS.WriteStream} stream */
function plainLines(stream) {
  const show = (/** @type {Set<Going>} */ going) => {
    const now = performance.now()
    for (const part of going) {
      if (now < part.since + noticeMs(part.notices)) continue
      part.notices += 1
      stream.write(`… ${describe(part)}\n`)
    }
  }
  return { show, clear: () => {} }
}

/** @param {number} index */
function noticeMs(index) {
  return noticesMs[index] ?? (index - 1) * 30_000
}

/** @param {Going} part */
function describe({ name, since, note }) {
  return [name, seconds(since), note].filter(Boolean).join(', ')
}
