import { factOf, keysOf, keyWords, textOf, type Entry } from './entry.ts'
import { duration } from './time-words.ts'

/** What an entry says, in a few words that fit a label. */
export function titleOf(entry: Entry): string {
  return titles[`${entry.part} ${entry.what}`]?.(entry) ?? other(entry)
}

type Title = (entry: Entry) => string

const titles: Readonly<Record<string, Title>> = {
  'source change': changed,
  'source repeat': entry => `${changed(entry)}, heard again`,
  'log asked': entry => `the change log is asked${whyAsked(entry)}`,
  'log told': told,
  'log failed': () => 'the change log did not answer',
  'log absent': () => 'there is no change log of this, so push is not trusted either',
  'log refused': () => 'the change log refused: this is not the user’s to read',
  'log silent loss': entry => `the log has ${commits(entry)} that nobody was told of`,
  'router event': entry => `event ${textOf(entry, 'type') ?? 'of the app'}`,
  'router changed': entry => `the app changed ${keyList(entry)}`,
  'router keys': entry => `touches ${keyList(entry)}`,
  'router flush': entry => `flush of ${keyList(entry)}`,
  'router catch-up': () => 'catch-up of everything covered',
  'router hold': entry => `held: ${keyList(entry)}${why(entry)}`,
  'router release': entry => `released: ${keyList(entry)}`,
  'router hold ran out': entry => `a hold ran out: ${keyList(entry)}${why(entry)}`,
  'query fetch': entry => `fetch of ${keyList(entry)}`,
  'query settled': settled,
  'view rendered': entry => `${keyList(entry)} on the screen`,
  'poller poll': entry => `poll of ${keyList(entry)}`,
  'poller probe': entry => `probe of the backend by ${keyList(entry)}`,
  'reconnect intent': entry => `${textOf(entry, 'source') ?? 'somebody'} asks for a connection`,
  'reconnect dispatch': entry => `reconnect is asked for${priority(entry)}`,
  'connection closed': () => 'closed: no live connection is wanted',
  'connection joining': () => 'joining: the live connection is being opened',
  'connection live': () => 'live: changes are pushed, and that is proved',
  'connection rejoining': () => 'rejoining: the live connection was lost',
  'connection waiting': () => 'waiting for the next attempt',
  'poller backend closed': () => 'the backend answers',
  'poller backend suspected': () => 'the backend may be away',
  'poller backend open': () => 'the backend is away',
  'poller backend probing': () => 'the backend is asked whether it is back',
  'page shown': () => 'the page is shown',
  'page hidden': () => 'the page is hidden',
  'page online': () => 'the network is back',
  'page offline': () => 'the network is gone',
  'page wake': () => 'the page woke up',
}

/** Why a query was fetched, as the end of a sentence. */
export function whyFetched(entry: Entry): string {
  return reasons[textOf(entry, 'why') ?? ''] ?? 'for a reason that this version does not know'
}

const reasons: Readonly<Record<string, string>> = {
  flush: 'because something changed',
  'catch-up': 'because the connection came back, and a change may have been missed',
  poll: 'because its time to be polled had come',
  probe: 'to find out whether the backend is back',
  release: 'because a hold over it ended',
  app: 'because the app asked for it',
}

function whyAsked(entry: Entry): string {
  const reason = askReasons[textOf(entry, 'why') ?? '']
  return reason === undefined ? '' : `, ${reason}`
}

const askReasons: Readonly<Record<string, string>> = {
  first: 'for where to begin',
  replay: 'for what was missed',
  poll: 'instead of polling',
  drift: 'for what push has lost',
  wake: 'since the page woke up',
  wish: 'to see an own write',
}

function told(entry: Entry): string {
  if (factOf(entry, 'complete') === false)
    return `the change log cannot tell all (${textOf(entry, 'reason') ?? 'no reason given'}), so everything is fetched`
  const changes = factOf(entry, 'changes')
  if (changes === 0) return 'the change log has nothing new'
  return `the change log told of ${changes === 1 ? 'one change' : `${String(changes)} changes`}`
}

function commits(entry: Entry): string {
  const count = factOf(entry, 'commits')
  return count === 1 ? 'a commit' : `${String(count)} commits`
}

function changed(entry: Entry): string {
  const table = textOf(entry, 'table')
  if (table === undefined) return `message ${textOf(entry, 'event') ?? ''}`.trim()
  return `${textOf(entry, 'operation') ?? 'change'} in ${table}`
}

function settled(entry: Entry): string {
  const ms = factOf(entry, 'ms')
  const took = typeof ms === 'number' ? ` after ${duration(ms)}` : ''
  return `${textOf(entry, 'outcome') ?? 'settled'}${took}`
}

function why(entry: Entry): string {
  const reason = textOf(entry, 'reason')
  return reason === undefined ? '' : ` (${reason})`
}

function priority(entry: Entry): string {
  const found = textOf(entry, 'priority')
  return found === undefined ? '' : `, priority ${found}`
}

/** The keys of an entry as words; of many, the first and how many more. */
function keyList(entry: Entry): string {
  const [first, ...more] = keysOf(entry)
  if (first === undefined) return 'nothing'
  return more.length === 0 ? keyWords(first) : `${keyWords(first)} and ${more.length} more`
}

function other({ part, what }: Entry): string {
  return part === 'router' || part === 'query' ? what : `${part}: ${what}`
}
