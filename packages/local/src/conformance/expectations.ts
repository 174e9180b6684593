import { readBinary } from './binary-frame.ts'
import { parseExact, showExact } from './exact-json.ts'
import type { Likeness } from './likeness.ts'
import { isRow } from './rows.ts'
import type { Line, Trace } from './trace.ts'

/** What a server said on a connection: a frame, an answer to a handshake, or its end. */
export interface Saying {
  readonly value: unknown
  /** As it was on the wire, for marks of what is undecided. */
  readonly text: string
}

/** Something the server is to say. */
interface Expected extends Saying {
  readonly connection: number
  /** The place of its line in the trace. */
  readonly at: number
  readonly t: number
  /** Sayings of one source keep their order; those of different ones may cross when they came together. */
  readonly source: string
}

/** Where the server said something else than was recorded. */
export interface Difference {
  readonly expected: string
  readonly got: string
  readonly where: string
}

/** The difference for a person, in three lines. */
export function showDifference({ expected, got, where }: Difference): string {
  return `${where}\n  expected ${expected}\n  got      ${got}`
}

/** Answers to HTTP requests are expected under this number. */
export const HTTP = -1
/** Different parts of the real server spoke at the same time when no more lay between. */
const TOGETHER_MS = 50

/** Compares what comes with what was recorded, connection by connection. */
export class Expectations {
  private readonly trace: Trace
  private readonly likeness: Likeness
  private pending: Expected[]

  constructor(trace: Trace, likeness: Likeness) {
    this.trace = trace
    this.likeness = likeness
    const left = new Set<number>()
    this.pending = trace.lines.flatMap((line, at) => {
      if (line.dir === 'client-close') left.add(line.c)
      // Whoever has said goodbye does not wait for the answer.
      if (line.dir === 'server-close' && left.has(line.c)) return []
      const expected = expectedOf(line, at)
      return expected === undefined || this.isPassedOver(expected) ? [] : [expected]
    })
  }

  /** The first saying before a place that the server still owes; undefined when it owes none. */
  owed(before: number): { readonly t: number; readonly text: string } | undefined {
    const [first] = this.pending
    return first !== undefined && first.at < before ? { t: first.t, text: show(first) } : undefined
  }

  /** Whether something is still to come on a connection. */
  awaits(connection: number): boolean {
    return this.pending.some(each => each.connection === connection)
  }

  /** Whether a saying is none of those that are compared here. */
  isPassedOver({ value, text }: Saying): boolean {
    const { compare, undecided = [] } = this.trace.scenario
    return (compare === 'rows' && isRow(value)) || undecided.some(mark => text.includes(mark))
  }

  /** Takes what the server said. Returns the difference when that was not to come now. */
  take(connection: number, got: Saying): Difference | undefined {
    if (this.isPassedOver(got)) return undefined
    const mine = this.pending.filter(each => each.connection === connection)
    const [first] = mine
    if (first === undefined) {
      return {
        expected: 'nothing more',
        got: showExact(got.value),
        where: `connection ${connection}`,
      }
    }
    const candidates = mine.filter(
      (each, at) =>
        each.t - first.t <= TOGETHER_MS &&
        !mine.slice(0, at).some(({ source }) => source === each.source),
    )
    const paths = candidates.map(each => this.likeness.difference(each.value, got.value))
    const found = candidates[paths.indexOf(undefined)]
    if (found !== undefined) {
      this.pending = this.pending.filter(each => each !== found)
      return undefined
    }
    const source = sourceOf(got.value)
    const nearest = Math.max(
      0,
      candidates.findIndex(each => each.source === source),
    )
    const expected = candidates[nearest] ?? first
    const where = `line ${expected.at + 2} (connection ${connection}), at ${paths[nearest] ?? 'the whole'}`
    return { expected: showExact(expected.value), got: showExact(got.value), where }
  }
}

/** Reads a frame as it came. */
export function sayingOf(raw: string | Buffer): Saying {
  if (Buffer.isBuffer(raw)) return { value: readBinary(raw), text: raw.toString('utf8') }
  return { value: parseExact(raw) ?? { text: raw }, text: raw }
}

/** The answer to a handshake or a request, whose body is JSON where it is. */
export function answerOf(kind: string, status: number, body = ''): Saying {
  return { value: { [kind]: status, body: parseExact(body) ?? body }, text: body }
}

export function closeOf(code: number): Saying {
  return { value: { closed: code }, text: '' }
}

function expectedOf(line: Line, at: number): Expected | undefined {
  const saying = recordedSaying(line)
  if (saying === undefined) return undefined
  const connection = 'c' in line ? line.c : HTTP
  return { ...saying, connection, at, t: line.t, source: sourceOf(saying.value) }
}

function recordedSaying(line: Line): Saying | undefined {
  if (line.dir === 's2c') {
    return sayingOf(line.bin === true ? Buffer.from(line.raw, 'base64') : line.raw)
  }
  if (line.dir === 'upgraded') return answerOf('upgraded', line.status)
  if (line.dir === 'upgrade-refused') return answerOf('refused', line.status, line.raw)
  if (line.dir === 'http-res') return answerOf('answered', line.status, line.raw)
  return line.dir === 'server-close' ? closeOf(line.code) : undefined
}

/** Which part of the real server a frame comes from, and for which topic. */
function sourceOf(value: unknown): string {
  const [topic, event, payload] = partsOf(value)
  if (topic === undefined) return 'socket'
  const isOfChanges =
    event === 'postgres_changes' ||
    (event === 'system' && JSON.stringify(payload).includes('"extension":"postgres_changes"'))
  const isOfPresence = typeof event === 'string' && event.startsWith('presence')
  return `${isOfChanges ? 'changes' : isOfPresence ? 'presence' : 'channel'} ${JSON.stringify(topic)}`
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(2)
  if (typeof value !== 'object' || value === null || !('topic' in value)) return []
  const frame = value as Readonly<Record<string, unknown>>
  return [frame['topic'], frame['event'], frame['payload']]
}

function show({ value, at, connection }: Expected): string {
  return `${showExact(value)} (line ${at + 2}, connection ${connection})`
}
