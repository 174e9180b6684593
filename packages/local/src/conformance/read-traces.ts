import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConformanceError } from './conformance-error.ts'
import type { Line, Scenario, Trace } from './trace.ts'

/** What a folder of traces holds. */
export interface TraceFolder {
  readonly traces: readonly Trace[]
  /** The SQL of `schema.sql`; empty when there is none. */
  readonly schema: string
}

const ENDING = '.jsonl'
/** The fields that a line of a kind cannot do without, beside `t`. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  note: ['raw'],
  cb: ['raw'],
  'upstream-error': [],
  sql: ['raw'],
  rows: ['raw', 'first', 'last', 'batch', 'everyMs'],
  database: ['raw'],
  server: ['raw'],
  upgrade: ['c', 'url'],
  upgraded: ['c'],
  'upgrade-refused': ['c', 'status', 'raw'],
  c2s: ['c', 'raw'],
  s2c: ['c', 'raw'],
  'client-close': ['c', 'code'],
  'server-close': ['c', 'code'],
  'http-req': ['method', 'url', 'raw'],
  'http-res': ['status', 'raw'],
}

/** Reads every `*.jsonl` of a folder, or the one that is named. Throws ConformanceError. */
export async function readTraces(folder: string, only?: string): Promise<TraceFolder> {
  const files = await readdir(folder).catch(() => undefined)
  if (files === undefined) {
    throw new ConformanceError(`There is no folder ${folder}: name one with traces by --traces.`)
  }
  const names = files
    .filter(file => file.endsWith(ENDING))
    .map(file => file.slice(0, -ENDING.length))
  if (names.length === 0) {
    throw new ConformanceError(
      `${folder} has no traces: they are files whose names end in ${ENDING}.`,
    )
  }
  if (only !== undefined && !names.includes(only)) {
    throw new ConformanceError(
      `${folder} has no trace ${only}: there are ${names.toSorted().join(', ')}.`,
    )
  }
  const wanted = only === undefined ? names.toSorted() : [only]
  const traces = await Promise.all(
    wanted.map(async name => parseTrace(name, await readFile(join(folder, name + ENDING), 'utf8'))),
  )
  const schema = files.includes('schema.sql')
    ? await readFile(join(folder, 'schema.sql'), 'utf8')
    : ''
  return { traces, schema }
}

/** Reads a trace from the text of its file. Throws ConformanceError. */
export function parseTrace(name: string, text: string): Trace {
  const [first, ...rest] = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line, at) => parseLine(line, `${name}${ENDING} line ${at + 1}`))
  if (first?.['dir'] !== 'scenario' || Number.isNaN(Date.parse(String(first['at'])))) {
    const wish = 'with dir "scenario" and the instant of the recording as "at"'
    throw new ConformanceError(`${name}${ENDING} does not begin ${wish}.`)
  }
  const lines = rest.map((line, at) => checked(line, `${name}${ENDING} line ${at + 2}`))
  return { name, scenario: first as unknown as Scenario, lines }
}

type Fields = Readonly<Record<string, unknown>>

function parseLine(line: string, where: string): Fields {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Fields
  } catch {
    // Said below.
  }
  throw new ConformanceError(`${where} is no JSON object.`)
}

function checked(line: Fields, where: string): Line {
  const dir = String(line['dir'])
  const needed = Object.hasOwn(NEEDED, dir) ? NEEDED[dir] : undefined
  if (needed === undefined) throw new ConformanceError(`${where} has an unknown dir, ${dir}.`)
  const missing = ['t', ...needed].find(field => line[field] === undefined)
  if (missing !== undefined) throw new ConformanceError(`${where} has no ${missing}.`)
  return line as unknown as Line
}
