import { button, byId, duration, element, show } from './dom.js'

const FORGET_MS = 2000

/** Shows what the backend is, and its keys. */
export function showStatus(status) {
  const { applied, pending } = status.migrations
  const facts = [
    ['PostgreSQL', status.postgres],
    ['Node', status.node],
    ['version', status.version],
    ['profile', status.profile],
    [
      'migrations',
      pending.length === 0 ? applied.length : `${applied.length} + ${pending.length} pending`,
    ],
    ['up', duration(status.uptimeMs)],
  ]
  show('facts', facts, () =>
    facts.map(([name, value]) => element('div', element('dt', name), element('dd', String(value)))),
  )
  const keys = [
    ['URL', status.url],
    ['anon key', status.anonKey],
    ['service key', status.serviceKey],
    ['publishable', status.publishableKey],
    ['secret', status.secretKey],
    ['database', status.databaseUrl],
  ]
  show('keys', keys, () => keys.map(([name, value]) => keyRow(name, value)))
}

function keyRow(name, value) {
  const code = element('code', value)
  code.title = value
  const copy = button('Copy', () => void copyText(name, value))
  copy.setAttribute('aria-label', `Copy the ${name}`)
  return element('div', element('dt', name), code, copy)
}

async function copyText(name, value) {
  const said = byId('copied')
  said.textContent = await navigator.clipboard.writeText(value).then(
    () => `Copied the ${name}.`,
    () => `The browser did not let this page copy the ${name}.`,
  )
  setTimeout(() => (said.textContent = ''), FORGET_MS)
}
