import { createClient, type RealtimeChannel, type SupabaseClient } from '@supabase/supabase-js'
import { WebSocket, type RawData } from 'ws'
import { showExact } from './exact-json.ts'
import { closeOf, sayingOf } from './expectations.ts'
import type { Likeness } from './likeness.ts'
import type { Outgoing } from './outgoing.ts'
import { isRow } from './rows.ts'
import type { Statements } from './statements.ts'
import type { Target } from './target.ts'
import type { ClientFrame, Trace } from './trace.ts'

/** What a player of supabase-js works with. */
export interface SupabasePlayerParts {
  readonly trace: Trace
  readonly target: Target
  readonly outgoing: Outgoing
  readonly statements: Statements
  readonly signal: AbortSignal
}

/** What the client was told, by the server and by supabase-js. */
export interface Heard {
  /** Frames without their references, and the codes of closes; neither rows nor heartbeats. */
  readonly sayings: readonly unknown[]
  /** What supabase-js told its callbacks, but for the rows. */
  readonly callbacks: readonly string[]
  /** The numbers of the rows that it told them. */
  readonly told: readonly number[]
}

const LOOK_MS = 10
type Binding = Readonly<Record<string, string>>

/**
 * Plays a trace through unmodified supabase-js: it joins the channel that the trace joined first, and
 * from then on does what it does by itself. Statements and stops come at their recorded times.
 */
export class SupabasePlayer {
  private readonly parts: SupabasePlayerParts
  private readonly sayings: unknown[] = []
  private readonly callbacks: string[] = []
  private readonly told: number[] = []

  constructor(parts: SupabasePlayerParts) {
    this.parts = parts
  }

  /** Plays all steps, and goes on until a row was told or patience ends. */
  async play(lastRow: number | undefined, patienceMs: number): Promise<Heard> {
    const { trace, statements } = this.parts
    const began = performance.now()
    const client = this.connect()
    try {
      this.join(client)
      for (const line of trace.lines) {
        if (!['sql', 'server'].includes(line.dir)) continue
        await this.until(() => performance.now() - began >= line.t)
        if (line.dir === 'sql') await statements.run(line.raw, line.args)
        if (line.dir === 'server') void this.turn(line.raw)
      }
      const isTold = (): boolean => lastRow === undefined || this.told.includes(lastRow)
      await this.until(isTold, patienceMs)
      const { sayings, callbacks, told } = this
      return { sayings: [...sayings], callbacks: [...callbacks], told: [...told] }
    } finally {
      await client.realtime.disconnect()
      await statements.leave()
    }
  }

  private connect(): SupabaseClient {
    const { target, outgoing } = this.parts
    const hear = (saying: unknown): void => void this.sayings.push(saying)
    class Tapped extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols)
        this.on('message', (data: RawData, isBinary: boolean) => {
          const { value } = sayingOf(
            isBinary ? (data as Buffer) : (data as Buffer).toString('utf8'),
          )
          if (isCompared(value)) hear(withoutRefs(value))
        })
        let isOpen = false
        this.on('open', () => (isOpen = true))
        this.on('close', (code: number) => isOpen && hear(closeOf(code).value))
      }
    }
    return createClient(target.url, outgoing.key(), {
      realtime: { transport: Tapped as never },
      auth: { persistSession: false, autoRefreshToken: false },
    })
  }

  private join(client: SupabaseClient): void {
    const { outgoing, trace } = this.parts
    const frame = trace.lines.find(
      (line): line is ClientFrame => line.dir === 'c2s' && line.raw.includes('"phx_join"'),
    )
    if (frame === undefined) throw new Error('The trace joins no channel.')
    const [, , topic, , payload] = JSON.parse(String(outgoing.frame(frame))) as Join
    void client.realtime.setAuth(payload.access_token)
    const channel = client.channel(topic.replace('realtime:', ''))
    for (const binding of payload.config.postgres_changes) this.listen(channel, binding)
    const words = channel as unknown as System
    words.on('system', {}, ({ status, message }) => {
      this.callbacks.push(`system ${status} ${message}`)
    })
    channel.subscribe((status, error) => {
      this.callbacks.push(`status ${status}${error === undefined ? '' : ` ${error.message}`}`)
    })
  }

  private listen(channel: RealtimeChannel, binding: Binding): void {
    channel.on('postgres_changes', binding as never, (change: Change) => {
      this.told.push(Number(change.new.n))
    })
  }

  private async turn(how: string): Promise<void> {
    const { control } = this.parts.target
    if (control === undefined) throw new Error('This server cannot be stopped from here.')
    await (how === 'start' ? control.startServer() : control.stopServer(how as 'stop' | 'kill'))
  }

  private async until(
    condition: () => boolean,
    patienceMs = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const end = performance.now() + patienceMs
    while (!condition() && performance.now() < end) {
      this.parts.signal.throwIfAborted()
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    }
  }
}

type Join = [
  unknown,
  unknown,
  string,
  unknown,
  { access_token: string; config: { postgres_changes: readonly Binding[] } },
]

interface Change {
  readonly new: { readonly n?: unknown }
}

interface System {
  on(
    type: 'system',
    filter: object,
    callback: (payload: { readonly status: string; readonly message: string }) => void,
  ): unknown
}

/** What a trace tells that its client heard, in the same form. */
export function recordedHearing({ lines }: Trace): Pick<Heard, 'sayings' | 'callbacks'> {
  const opened = new Set(lines.flatMap(line => (line.dir === 'upgraded' ? [line.c] : [])))
  const sayings = lines.flatMap(line => {
    if (line.dir === 'server-close') return opened.has(line.c) ? [closeOf(line.code).value] : []
    const { value } = line.dir === 's2c' ? sayingOf(line.raw) : { value: undefined }
    return isCompared(value) ? [withoutRefs(value)] : []
  })
  const callbacks = lines.flatMap(line =>
    line.dir === 'cb' && !line.raw.startsWith('event ') ? [line.raw] : [],
  )
  return { sayings, callbacks }
}

/** The first thing that was heard otherwise than recorded, as expected and got. */
export function firstOther(
  likeness: Likeness,
  recorded: readonly unknown[],
  heard: readonly unknown[],
): readonly [string, string] | undefined {
  const length = Math.max(recorded.length, heard.length)
  for (let at = 0; at < length; at += 1) {
    if (likeness.difference(recorded[at], heard[at]) !== undefined) {
      return [showExact(recorded[at]), showExact(heard[at])]
    }
  }
  return undefined
}

function isCompared(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value[2] !== 'phoenix' && !isRow(value)
}

function withoutRefs(frame: readonly unknown[]): readonly unknown[] {
  return frame.slice(2)
}
