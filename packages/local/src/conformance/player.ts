import { Connection, type Heard } from './connection.ts'
import { answerOf, HTTP, type Difference, type Expectations, type Saying } from './expectations.ts'
import type { Outgoing } from './outgoing.ts'
import { rowNumber } from './rows.ts'
import type { Statements } from './statements.ts'
import type { Target } from './target.ts'
import type { HttpRequest, Line, Trace } from './trace.ts'

/** What a player works with. */
export interface PlayerParts {
  readonly trace: Trace
  readonly target: Target
  readonly expectations: Expectations
  readonly outgoing: Outgoing
  readonly statements: Statements
  /** Told of each line as it happens here. */
  readonly onLine: (line: Readonly<Record<string, unknown>>) => void
  /** Fires when the play is to end early. */
  readonly signal: AbortSignal
  /** How long to wait for what the server owes before the next step. */
  readonly patienceMs: number
  /** Whether a difference ends the play. Without it everything is played, whatever the server says. */
  readonly isStrict: boolean
}

/** Why a play ended before its end. */
export class Mismatch extends Error {
  readonly difference: Difference
  constructor(difference: Difference) {
    super('The server said something else than was recorded.')
    this.difference = difference
  }
}

const LOOK_MS = 5
/** The recorder saw no answer to what was sent so shortly before a goodbye. */
const TOO_LATE_MS = 50

/**
 * Plays the client's side of a trace. A step is taken at its recorded time, and not before the
 * server has said what it had said before that step; being late moves everything after it.
 */
export class Player {
  /** The numbers of the rows that the server told, as they came. */
  readonly told: number[] = []
  private readonly parts: PlayerParts
  private readonly connections = new Map<number, Connection>()
  private readonly leaving = new Set<number>()
  private mismatch: Mismatch | undefined
  private began = 0
  /** How much later than recorded the steps are. */
  private lateMs = 0

  constructor(parts: PlayerParts) {
    this.parts = parts
  }

  /** Milliseconds since the play began. */
  get now(): number {
    return Math.round((performance.now() - this.began) * 10) / 10
  }

  /**
   * Plays to the end, and then waits for `last` before the connections end. Rejects with Mismatch,
   * or with what made a step fail.
   */
  async play(last: (player: Player) => Promise<void>): Promise<void> {
    const { trace, statements } = this.parts
    this.parts.outgoing.begin()
    this.began = performance.now()
    try {
      for (const [place, line] of trace.lines.entries()) {
        if (!isStep(line)) continue
        await this.owedBefore(place)
        await this.until(() => this.now >= line.t + this.lateMs)
        this.lateMs = Math.max(this.lateMs, this.now - line.t)
        // The rows still on their way are waited for before anybody says goodbye.
        if (line.dir === 'client-close') await this.finish(last)
        await this.step(line)
      }
      await this.owedBefore(trace.lines.length)
      await this.finish(last)
    } finally {
      for (const connection of this.connections.values()) connection.end()
      await statements.leave()
    }
  }

  /** Resolves when a condition holds, or patience ends. Rejects when the play is over. */
  async until(
    condition: () => boolean,
    patienceMs: number = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const end = performance.now() + patienceMs
    while (!condition() && performance.now() < end) {
      this.parts.signal.throwIfAborted()
      if (this.mismatch !== undefined) throw this.mismatch
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    }
    if (this.mismatch !== undefined) throw this.mismatch
  }

  private async owedBefore(place: number): Promise<void> {
    const { expectations, patienceMs, isStrict } = this.parts
    const isTooLate = (): boolean => {
      const owed = expectations.owed(place)
      return owed === undefined || this.now > owed.t + this.lateMs + patienceMs
    }
    await this.until(isTooLate)
    const owed = expectations.owed(place)
    if (owed === undefined || !isStrict) return
    const where = `${patienceMs / 1000} s later than recorded`
    throw new Mismatch({ expected: owed.text, got: 'nothing', where })
  }

  private async finish(last: (player: Player) => Promise<void>): Promise<void> {
    await this.parts.statements.finish()
    await last(this)
  }

  private async step(line: Step): Promise<void> {
    const { statements, signal } = this.parts
    switch (line.dir) {
      case 'note':
        return this.tell({ dir: 'note', raw: line.raw })
      case 'sql':
        this.tell({ dir: 'sql', raw: line.raw, ...(line.args && { args: line.args }) })
        return statements.run(line.raw, line.args)
      case 'rows':
        this.tell({ ...line, t: this.now })
        return statements.begin(line, signal)
      case 'database':
      case 'server':
        this.tell({ dir: line.dir, raw: line.raw })
        return this.turn(line.dir, line.raw)
      case 'http-req':
        return this.ask(line)
      case 'upgrade':
      case 'c2s':
      case 'client-close':
        return this.stepOn(line)
    }
  }

  /** A step on one connection. */
  private stepOn(line: Extract<Step, { readonly c: number }>): void {
    const { outgoing } = this.parts
    const { t: _, added: __, ...told } = line
    this.tell(line.dir === 'c2s' ? { ...told, raw: outgoing.record(line) } : told)
    switch (line.dir) {
      case 'upgrade':
        return this.connect(line.c, line.url.replace('<jwt>', outgoing.key(line.key)))
      case 'c2s':
        if (this.leavesAtOnce(line)) this.leaving.add(line.c)
        return this.connections.get(line.c)?.send(outgoing.frame(line))
      case 'client-close':
        return this.connections.get(line.c)?.close(line.code)
    }
  }

  private tell(line: Readonly<Record<string, unknown>>): void {
    this.parts.onLine({ t: this.now, ...line })
  }

  private connect(c: number, path: string): void {
    const { url } = this.parts.target
    this.connections.set(
      c,
      new Connection(url.replace(/^http/u, 'ws') + path, heard => this.hear(c, heard)),
    )
  }

  private hear(c: number, { saying, line }: Heard): void {
    this.tell({ c, ...line })
    this.take(c, saying)
  }

  private take(c: number, saying: Saying): void {
    const number = rowNumber(saying.value)
    if (number !== undefined) this.told.push(number)
    const { expectations } = this.parts
    if (this.leaving.has(c) && !expectations.awaits(c)) return
    const difference = expectations.take(c, saying)
    if (difference !== undefined && this.parts.isStrict) this.mismatch ??= new Mismatch(difference)
  }

  private async ask({ method, url, raw, key }: HttpRequest): Promise<void> {
    const { target, outgoing } = this.parts
    this.tell({ dir: 'http-req', method, url, raw, ...(key && { key }) })
    const token = outgoing.key(key)
    const response = await fetch(target.url + url, {
      method,
      headers: {
        'Content-Type': 'application/json',
        apikey: outgoing.key(),
        Authorization: `Bearer ${token}`,
      },
      ...(raw === '' ? {} : { body: raw }),
    })
    const { status } = response
    const body = await response.text()
    this.tell({ dir: 'http-res', status, raw: body })
    this.take(HTTP, answerOf('answered', status, body))
  }

  private async turn(what: 'database' | 'server', how: string): Promise<void> {
    const { target, statements } = this.parts
    const { control } = target
    if (control === undefined) throw new Error(`This ${what} cannot be stopped from here.`)
    if (what === 'server') {
      if (how === 'start') await control.startServer()
      else await control.stopServer(how === 'kill' ? 'kill' : 'stop')
      return
    }
    await statements.leave()
    if (how === 'start') await control.startDatabase()
    else await control.stopDatabase()
  }

  private leavesAtOnce(line: Line & { readonly c: number }): boolean {
    const goodbye = this.parts.trace.lines.find(
      each => each.dir === 'client-close' && each.c === line.c,
    )
    return goodbye !== undefined && goodbye.t - line.t < TOO_LATE_MS
  }
}

/** What the client's side does. */
type Step = Exclude<Line, { readonly dir: Said }>
const SAID = [
  'cb',
  'upstream-error',
  's2c',
  'upgraded',
  'upgrade-refused',
  'http-res',
  'server-close',
] as const
type Said = (typeof SAID)[number]

function isStep(line: Line): line is Step {
  return !SAID.some(dir => dir === line.dir)
}
