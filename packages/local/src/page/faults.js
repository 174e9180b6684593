import { ask } from './api.js'
import { button, byId, element, show } from './dom.js'

/** What a person most often wants to see an app survive. */
const STANDING = [
  ['REST 503', { type: 'http-error', service: 'rest', status: 503, retryAfter: 5 }],
  ['Auth 500', { type: 'http-error', service: 'auth', status: 500 }],
  ['Requests 3 s late', { type: 'http-slow', ms: 3000 }],
  ['Requests hang', { type: 'http-hang' }],
  ['Answers lost', { type: 'http-lost' }],
  ['Realtime off', { type: 'realtime-off' }],
  ['Half-open', { type: 'half-open' }],
  ['Handshakes hang', { type: 'handshake-hang' }],
  ['Joins refused', { type: 'join-refuse', reason: 'Unauthorized: refused on purpose' }],
  ['Changes lost', { type: 'frame-skip' }],
  ['Changes 2 s late', { type: 'frame-delay', ms: 2000 }],
  ['Changes twice', { type: 'frame-duplicate' }],
  ['Tokens run out', { type: 'token-expire' }],
  ['Database pauses', { type: 'database-pause' }],
]

const ACTS = [
  ['Drop sockets', 'dropSockets'],
  ['Close channels', 'closeChannels'],
  ['Crash channels', 'crashChannels'],
  ['Expire tokens', 'expireTokens'],
]

/** Shows what is broken on purpose, and lets one break and mend it. */
export async function showFaults({ isServed, list }) {
  const standing = list.filter(({ phase }) => phase === 'standing').length
  byId('fault-count').textContent = standing === 0 ? '' : `${standing} active`
  show('faults', [isServed, list], () => (isServed ? controls(list) : [off()]))
}

function off() {
  const text = element('p.empty', 'Off. Start with ')
  text.append(element('code', 'everfresh-local --faults'))
  text.append(' to break parts of this backend on purpose, from here or from a test.')
  return text
}

function controls(list) {
  const said = element('p.hint')
  said.setAttribute('aria-live', 'polite')
  const doing = work => () => {
    work().then(
      text => (said.textContent = text),
      error => (said.textContent = error.message),
    )
  }
  const standing = STANDING.map(([label, fault]) => toggle(label, fault, list, doing))
  const acts = ACTS.map(([label, name]) =>
    button(
      label,
      doing(() => act(name)),
    ),
  )
  const mend = button('Mend everything', doing(mendAll))
  mend.className = 'mend'
  mend.disabled = list.length === 0
  return [
    element('h3', 'Until mended'),
    element('div.acts', ...standing, mend),
    element('h3', 'Once, to what is open now'),
    element('div.acts', ...acts),
    ...activeList(list, doing),
    said,
  ]
}

function toggle(label, fault, list, doing) {
  // One with a scope breaks only a part: it is in the list below, and no button stands for it.
  const active = list.find(({ fault: other, scope }) => isSame(other, fault) && isSame(scope, {}))
  const made = button(
    label,
    doing(() => (active === undefined ? add(fault) : remove(active.id))),
  )
  made.setAttribute('aria-pressed', String(active !== undefined))
  made.title = JSON.stringify(fault)
  return made
}

function isSame(one, other) {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length && names.every(name => one[name] === other[name])
  )
}

function activeList(list, doing) {
  if (list.length === 0) return []
  const items = list.map(info => {
    const { type, ...fields } = info.fault
    const details = Object.entries({ ...fields, ...info.scope })
    const text = [type, ...details.map(([name, value]) => `${name}=${String(value)}`)].join(' ')
    return element(
      'li',
      element('span.mono', text),
      element('span.dim', `${PHASES[info.phase]}${struck(info.strikes)}`),
      button(
        'Mend',
        doing(() => remove(info.id)),
      ),
    )
  })
  return [element('h3', 'Active'), element('ul.active', ...items)]
}

/** What is said before the strikes of one that does nothing at this moment. */
const PHASES = { standing: '', waiting: 'not yet; ', spent: 'used up; ', over: 'over; ' }

function struck(strikes) {
  if (strikes === 0) return 'has not struck'
  return strikes === 1 ? 'struck once' : `struck ${strikes} times`
}

async function refresh() {
  await showFaults((await ask('status')).faults)
}

async function add(fault) {
  await ask('faults', 'POST', { fault })
  await refresh()
  return ''
}

async function remove(id) {
  await ask(`faults/${encodeURIComponent(id)}`, 'DELETE')
  await refresh()
  return ''
}

async function mendAll() {
  await ask('faults', 'DELETE')
  await refresh()
  return ''
}

async function act(name) {
  const { struck } = await ask(`acts/${name}`, 'POST', {})
  return struck === 0 ? 'There was nothing open.' : `Done, to ${struck}.`
}
