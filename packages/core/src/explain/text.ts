import type { TraceSnapshot } from '../trace/snapshot.ts'
import type { Explanation } from './explain.ts'
import { clockTime, duration, keyWords, lineOf } from './words.ts'

const MOST_LINES = 20

/** What a person reads in a console. */
export function textOf(known: Omit<Explanation, 'text'>, snapshot: TraceSnapshot): string {
  const { freshness, from, key, refreshedBy, waitsFor } = known
  const { boundMs, state } = freshness
  const bound = boundMs === undefined ? '' : `, at most ${duration(boundMs)} behind`
  const lines = [`${keyWords(key)} is ${stateWords[state]}${bound}.`]
  if (!known.cached) return [...lines, ...unknownKey(known, snapshot)].join('\n')
  lines.push('', from.sentence)
  if (!known.covered)
    lines.push('', 'No declared family covers it: no event and no poll reaches it.')
  lines.push(...section('What refreshes it', refreshedBy, 'Nothing, by itself.'))
  lines.push(
    ...section(
      'What it waits for',
      waitsFor.map(({ code, message }) => `${message} (${code})`),
      'Nothing.',
    ),
  )
  if (from.chain.length > 0) {
    const shown = from.chain.slice(-MOST_LINES)
    lines.push('', 'How it came about, oldest first')
    if (shown.length < from.chain.length)
      lines.push(`  … ${from.chain.length - shown.length} entries before these`)
    lines.push(...shown.map(entry => `  ${clockTime(entry.at)}  #${entry.id} ${lineOf(entry)}`))
  }
  return lines.join('\n')
}

const stateWords: Readonly<Record<Explanation['freshness']['state'], string>> = {
  live: 'live',
  'catching-up': 'catching up',
  polling: 'polled',
  offline: 'offline',
  held: 'held',
  unknown: 'not kept fresh',
}

function unknownKey(
  { nearest }: Pick<Explanation, 'nearest'>,
  { queries }: TraceSnapshot,
): string[] {
  const lines = [
    '',
    `No attached cache has a query of this key; ${queries.length} ${queries.length === 1 ? 'other is' : 'others are'} cached.`,
  ]
  if (nearest.length > 0)
    lines.push('', 'Nearest cached keys', ...nearest.map(key => `  ${keyWords(key)}`))
  return lines
}

function section(title: string, sentences: readonly string[], none: string): string[] {
  return ['', title, ...(sentences.length > 0 ? sentences : [none]).map(line => `  - ${line}`)]
}
