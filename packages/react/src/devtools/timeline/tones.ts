import { textOf, type Entry } from '../entry.ts'

/** How a span looks beside its lane's own colour: all is well, something is under way, or went wrong. */
export type Tone = 'plain' | 'good' | 'busy' | 'warn' | 'bad' | 'faint'

export function toneOf(entries: readonly Entry[]): Tone {
  let tone: Tone = 'plain'
  for (const entry of entries) tone = toneOfOne(entry) ?? tone
  return tone
}

function toneOfOne(entry: Entry): Tone | undefined {
  const { part, what } = entry
  if (part === 'connection') return linkTones[what] ?? 'plain'
  if (part === 'query') return outcomeTones[textOf(entry, 'outcome') ?? '']
  return tones[`${part} ${what}`]
}

const linkTones: Readonly<Record<string, Tone>> = {
  live: 'good',
  joining: 'busy',
  rejoining: 'warn',
  waiting: 'warn',
  closed: 'faint',
  'source failed': 'bad',
}

const outcomeTones: Readonly<Record<string, Tone>> = { error: 'bad', cancelled: 'faint' }

const tones: Readonly<Record<string, Tone>> = {
  'source repeat': 'faint',
  'log asked': 'faint',
  'log failed': 'warn',
  'log absent': 'bad',
  'log refused': 'bad',
  'log silent loss': 'warn',
  'router rule failed': 'bad',
  'router change not understood': 'bad',
  'router id missing': 'warn',
  'router hold': 'busy',
  'router hold ran out': 'warn',
  'poller backend open': 'bad',
  'poller backend probing': 'warn',
  'poller backend suspected': 'warn',
  'auth subscriber failed': 'bad',
  'auth session not understood': 'bad',
  'auth check failed': 'warn',
  'page hidden': 'faint',
  'page offline': 'bad',
}
