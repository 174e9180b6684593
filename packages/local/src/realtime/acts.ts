import type { Faults } from '../context.ts'
import type { FaultTargets } from '../faults/fault-control.ts'
import type { FaultType, StreamName } from '../faults/fault.ts'
import type { StandingFault } from '../faults/standing-fault.ts'
import { picksOf, type Picks } from '../faults/target.ts'
import type { Feeds } from './cdc/feed.ts'
import type { Channel, ChannelEnding } from './channel/channel.ts'
import type { Socket } from './socket.ts'

const RESTART = 1012
const CUT = 1006

/** What can be done on purpose to what is open. */
export function actsOn(sockets: ReadonlySet<Socket>, feeds: Feeds): FaultTargets {
  const end =
    (how: ChannelEnding): FaultTargets['closeChannels'] =>
    (scope = {}) =>
      endChannels(sockets, how, picksOf(scope))
  return {
    dropSockets: ({ code = RESTART, ...scope } = {}) =>
      eachSocket(sockets, picksOf(scope), socket => socket.drop(code)),
    silenceSockets: (scope = {}) => eachSocket(sockets, picksOf(scope), socket => socket.silence()),
    closeChannels: end('close'),
    crashChannels: end('crash'),
    expireTokens: end('expire'),
    limitChannels: end('limit'),
    restartEngine: (scope = {}) => {
      const picks = picksOf(scope)
      return channelsOf(sockets).filter(each => picks([each.target()]) && each.relink()).length
    },
    killPoller: ({ what } = {}) => cutFeeds(feeds, what),
  }
}

/** Does to what is open what a fault does when it begins. Returns the undo. */
export function obeyFaults(faults: Faults, sockets: ReadonlySet<Socket>, feeds: Feeds): () => void {
  const obey: { readonly [Type in FaultType]?: (picks: Picks) => unknown } = {
    'realtime-off': picks => eachSocket(sockets, picks, socket => socket.drop(CUT)),
    'half-open': picks => eachSocket(heardOf(sockets), picks, socket => socket.silence()),
    'token-expire': picks => endChannels(sockets, 'expire', picksUsers(picks)),
  }
  return faults.onBegin(standing => {
    const { fault } = standing
    if (fault.type === 'poller-down') cutFeeds(feeds, fault.what)
    obey[fault.type]?.(strikesOf(standing))
  })
}

/** Cuts all, or the one that is named. Returns how many flowed. */
function cutFeeds(feeds: Feeds, what: StreamName | undefined): number {
  const named = what === undefined ? Object.values(feeds) : [feeds[what]]
  return named.filter(feed => feed.cut()).length
}

/** Who has no user has a key, which does not run out. */
function picksUsers(picks: Picks): Picks {
  return targets => picks(targets.filter(({ user }) => user !== undefined))
}

function strikesOf(standing: StandingFault): Picks {
  return targets => standing.strike(targets)
}

/** Those that are not silent yet. */
function heardOf(sockets: ReadonlySet<Socket>): readonly Socket[] {
  return [...sockets].filter(socket => !socket.isSilent)
}

function eachSocket(
  sockets: Iterable<Socket>,
  picks: Picks,
  act: (socket: Socket) => void,
): number {
  const picked = [...sockets].filter(socket => picks(socket.targets()))
  for (const socket of picked) act(socket)
  return picked.length
}

function endChannels(sockets: ReadonlySet<Socket>, how: ChannelEnding, picks: Picks): number {
  const picked = channelsOf(sockets).filter(channel => picks([channel.target()]))
  for (const channel of picked) channel.endBy(how)
  return picked.length
}

function channelsOf(sockets: ReadonlySet<Socket>): readonly Channel[] {
  return [...sockets].flatMap(socket => socket.joined())
}
