import { counted } from '../counted.ts'
import { besides } from '../doctor/print.ts'
import type { FeedFacts, TrackedTable } from './facts.ts'
import { duration, size } from './words.ts'

const LABEL_WIDTH = 11

/** What is installed, line by line. */
export function printStatus(facts: FeedFacts, kitVersion: number): string {
  const rows: readonly (readonly [string, string])[] = [
    [
      'version',
      `${facts.version}${facts.version === kitVersion ? '' : ` (this package: ${kitVersion})`}`,
    ],
    ['can_read', canReadWords(facts.canRead)],
    ['kept', keptWords(facts)],
    ['log', logWords(facts)],
    ['rotation', rotationWords(facts)],
    ['holes', facts.hole === null ? 'none' : `the newest in transaction ${facts.hole.xid}`],
    ...facts.tracked.map((table, at) => [at === 0 ? 'tracked' : '', trackedWords(table)] as const),
  ]
  return rows.map(([label, text]) => besides(label.padEnd(LABEL_WIDTH), text)).join('\n')
}

function canReadWords({ exists, letsNobodyIn, runsAsOwner }: FeedFacts['canRead']): string {
  if (!exists) return 'missing'
  if (letsNobodyIn) return 'lets nobody in'
  return runsAsOwner
    ? 'the app’s own, runs as its owner'
    : 'the app’s own, does not run as its owner'
}

function keptWords({ log: { keptS }, pollAfterMs }: FeedFacts): string {
  const pace =
    pollAfterMs === null ? '' : `; who polls waits ${duration(pollAfterMs / 1000)} at least`
  return `${duration(keptS)} at least${pace}`
}

function logWords({ log: { rows, bytes, oldestAgeS } }: FeedFacts): string {
  if (oldestAgeS === null) return `empty, ${size(bytes)}`
  return `${counted(rows, 'change')}, ${size(bytes)}, the oldest ${duration(Math.max(0, oldestAgeS))} ago`
}

function rotationWords({ rotation: { count, byCron, isDue } }: FeedFacts): string {
  const by = byCron ? 'by pg_cron' : 'by clients, when they ask'
  return `${by}; ${counted(count, 'part')} of the log given up so far${isDue ? '; due' : ''}`
}

function trackedWords({ name, scopes, route, push, strict }: TrackedTable): string {
  const more = [
    ...(route.length === 0 ? [] : [`route ${route.join(', ')}`]),
    ...(push ? [] : ['log only']),
    ...(strict ? ['strict'] : []),
  ]
  return `${name}: ${scopes.join(', ')}${more.length === 0 ? '' : ` (${more.join('; ')})`}`
}
