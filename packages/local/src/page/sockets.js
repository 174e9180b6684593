import { byId, clock, element, pill, show, whoIs } from './dom.js'

/** Shows who is connected, and to what. */
export function showSockets(sockets) {
  const channels = sockets.reduce((sum, socket) => sum + socket.channels.length, 0)
  byId('socket-count').textContent =
    sockets.length === 0 ? '' : `${sockets.length} open, ${channels} channels`
  show('sockets', sockets, () =>
    sockets.length === 0
      ? [element('p.empty', 'Nobody is connected. A client appears here when it subscribes.')]
      : sockets.map(socketBlock),
  )
}

function socketBlock({ id, openedAt, isSilent, channels, ...who }) {
  const line = element('p', element('strong', `#${id}`), whoIs(who))
  line.append(element('span.dim', `since ${clock(openedAt)}`))
  if (isSilent) line.append(pill('bad', 'silenced'))
  if (channels.length === 0) line.append(element('span.dim', 'has joined nothing'))
  return element('div.socket', line, element('ul', ...channels.map(channelLine)))
}

function channelLine({ topic, isPrivate, joinedAt, bindings, ...who }) {
  const line = element('li', element('span.mono', topic), ' ')
  if (isPrivate) line.append(pill('plain', 'private'), ' ')
  line.append(element('span.dim', `${whoIs(who)}, since ${clock(joinedAt)}`))
  for (const binding of bindings) line.append(element('div.mono.dim', `→ ${binding}`))
  return line
}
