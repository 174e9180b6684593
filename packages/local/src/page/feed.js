import { byId, clock, element, head, pill, whoIs } from './dom.js'

const MOST_ROWS = 200

/** A list that grows at its top. */
class Feed {
  constructor(id, names, empty) {
    this.body = element('tbody')
    this.table = element('table', head(names), this.body)
    this.place = byId(id)
    this.place.replaceChildren(element('p.empty', empty))
  }

  /** @param {readonly HTMLElement[]} rows Oldest first. */
  add(rows) {
    if (rows.length === 0) return
    if (!this.table.isConnected) this.place.replaceChildren(this.table)
    for (const row of rows) {
      row.classList.add('new')
      this.body.prepend(row)
    }
    while (this.body.childElementCount > MOST_ROWS) this.body.lastElementChild?.remove()
  }
}

const TYPES = { INSERT: 'good', UPDATE: 'warn', DELETE: 'bad' }

/** Makes the two lists of what happens; returns what adds to them. */
export function createFeeds() {
  const changes = new Feed(
    'changes',
    ['time', 'change', 'table', 'primary key', 'told to#'],
    'No changes yet. Those of published tables appear here as they are committed.',
  )
  const requests = new Feed(
    'requests',
    ['time', 'method', 'path', 'status', 'ms#', 'who'],
    'No requests yet.',
  )
  return entries => {
    changes.add(entries.filter(({ kind }) => kind === 'change').map(changeRow))
    requests.add(
      entries
        .filter(({ kind }) => kind !== 'change')
        .map(entry => (entry.kind === 'request' ? requestRow(entry) : socketRow(entry))),
    )
  }
}

function changeRow({ committedAt, type, schema, table, key, subscribers }) {
  const parts = Object.entries(key).map(([name, value]) => `${name}=${value}`)
  return element(
    'tr',
    element('td.dim', clock(committedAt)),
    element('td', pill(TYPES[type] ?? 'plain', type)),
    element('td.clip.mono', schema === 'public' ? table : `${schema}.${table}`),
    element('td.wide.mono', parts.length === 0 ? '–' : parts.join(', ')),
    element('td.number', told(subscribers)),
  )
}

function told(subscribers) {
  if (subscribers === 0) return 'nobody'
  return subscribers === 1 ? '1 channel' : `${subscribers} channels`
}

function requestRow({ at, method, path, status, ms, ...who }) {
  const kind = status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good'
  return element(
    'tr',
    element('td.dim', clock(at)),
    element('td.mono', method),
    element('td.wide.mono', path),
    element('td', pill(kind, String(status))),
    element('td.number', ms.toFixed(ms < 10 ? 1 : 0)),
    element('td', whoIs(who)),
  )
}

const EVENTS = {
  open: ({ socket }) => [`socket #${socket} opens`, 'plain', 'open'],
  close: ({ socket, code }) => [`socket #${socket} closes`, 'plain', String(code)],
  refuse: ({ reason, status }) => [`handshake refused: ${reason}`, 'warn', String(status)],
  join: ({ socket, topic }) => [`#${socket} joins ${topic}`, 'plain', 'join'],
  leave: ({ socket, topic }) => [`#${socket} leaves ${topic}`, 'plain', 'leave'],
  end: ({ socket, topic }) => [`#${socket} is put out of ${topic}`, 'warn', 'end'],
  'refuse-join': ({ socket, topic, reason }) => [
    `#${socket} may not join ${topic}: ${reason}`,
    'warn',
    'refused',
  ],
}

function socketRow(entry) {
  const [text, kind, word] = EVENTS[entry.event]?.(entry) ?? [entry.event, 'plain', '']
  return element(
    'tr',
    element('td.dim', clock(entry.at)),
    element('td.mono', 'WS'),
    element('td.wide.mono', text),
    element('td', pill(kind, word)),
    element('td'),
    element('td', entry.role === undefined ? '' : whoIs(entry)),
  )
}
