import { parseError, type RestError } from '../errors.ts'

/** Reads one text of the URL from left to right. */
export class Reader {
  readonly #subject: string
  readonly #text: string
  #position = 0

  /** `subject` names what is read in the error, such as `filter`. */
  constructor(subject: string, text: string) {
    this.#subject = subject
    this.#text = text
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
    if (!this.done) throw this.error('end of input')
  }

  error(expecting: string): RestError {
    const next = this.#text.at(this.#position)
    const found = next === undefined ? 'end of input' : `'${next}'`
    const details = `unexpected ${found} expecting ${expecting}`
    return parseError(this.#subject, this.#text, this.#position + 1, details)
  }
}
