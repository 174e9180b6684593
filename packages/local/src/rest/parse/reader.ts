import { parseError, type RestError } from '../errors.ts'

const END = 'end of input'

/** Reads one text of the URL from left to right. */
export class Reader {
  readonly #subject: string
  readonly #text: string
  readonly #before: number
  #position = 0

  /**
   * `subject` names what is read in the error, such as `filter`. `before`: how many characters the
   * places in errors are ahead of the text's own, default 0.
   */
  constructor(subject: string, text: string, before = 0) {
    this.#subject = subject
    this.#text = text
    this.#before = before
  }

  get done(): boolean {
    return this.#position >= this.#text.length
  }

  /** Whether `token` comes next. */
  sees(token: string): boolean {
    return this.#text.startsWith(token, this.#position)
  }

  /** Takes `token` if it comes next. */
  accept(token: string): boolean {
    if (!this.sees(token)) return false
    this.#position += token.length
    return true
  }

  /** Takes `token`, or throws. */
  expect(token: string): void {
    if (!this.accept(token)) throw this.error(`"${token}"`)
  }

  /** Takes what `pattern` (sticky) matches here, or nothing. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#position += found.length
    return found
  }

  /** Passes over blanks. */
  blank(): void {
    this.match(/[ \t]*/y)
  }

  /** Takes `token` with any blanks around it, if it comes next. */
  acceptLoose(token: string): boolean {
    const found = this.attempt(() => {
      this.blank()
      return this.accept(token) ? true : undefined
    })
    if (found === true) this.blank()
    return found === true
  }

  /** Takes everything that is left. */
  rest(): string {
    const rest = this.#text.slice(this.#position)
    this.#position = this.#text.length
    return rest
  }

  /** Tries `read`; when it yields undefined the reader is where it was. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const start = this.#position
    const result = read()
    if (result === undefined) this.#position = start
    return result
  }

  /** A text in double quotes, with backslash escapes, if one starts here and is closed. */
  quoted(): string | undefined {
    const text = this.match(/"(?:[^"\\]|\\[^])*"/y)
    return text?.slice(1, -1).replaceAll(/\\([^])/g, '$1')
  }

  /** Throws unless everything was read. */
  end(): void {
    if (!this.done) throw this.error(END)
  }

  /** The refusal of what comes next, quoted as PostgREST does it. */
  error(expecting: string): RestError {
    const code = this.#text.codePointAt(this.#position)
    const next = code === undefined ? undefined : String.fromCodePoint(code)
    const mark = expecting === END ? "'" : '"'
    const found = next === undefined ? END : `${mark}${next}${mark}`
    const details = `unexpected ${found} expecting ${expecting}`
    return parseError(this.#subject, this.#text, this.#position + 1 + this.#before, details)
  }
}
