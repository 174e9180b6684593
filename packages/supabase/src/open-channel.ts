import type { Cause, OpenScope, Signal } from '@everfresh/core'
import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js'
import {
  causeOfChannelError,
  channelClosed,
  noSession,
  readSystemMessage,
  timedOut,
  tokenChanged,
  type Proof,
} from './causes.ts'
import type { TableBinding } from './database.ts'
import { messageChange, rowChange } from './to-change.ts'

export interface ChannelRequest {
  readonly client: SupabaseClient
  readonly topic: string
  readonly isPrivate: boolean
  readonly tables: readonly TableBinding[]
  readonly broadcasts: readonly string[]
  readonly report: (signal: Signal) => void
}

/** Joins one channel with all its bindings, once the session's token has reached the socket. */
export function openChannel(request: ChannelRequest): Omit<OpenScope, 'probe'> {
  const { client } = request
  const { realtime } = client
  let channel: RealtimeChannel | undefined
  /** What the last join carried, or was pushed since. */
  let serverHas: string | null = null
  let open = true
  const report = (signal: Signal): void => {
    if (open) request.report(signal)
  }
  const lose = (cause: Cause): void => report({ type: 'lost', cause })

  // The client hands a new token to its channels by itself: pushed to a joined one, in the next join of
  // one that failed. Only a join that is under way misses it, and the client never makes up for that.
  const noteToken = (): void => {
    if (channel?.state !== 'joining') serverHas = realtime.accessTokenValue
  }

  // The join carries the token of the moment: without this it would go out with none or an old one.
  const join = async (): Promise<void> => {
    if (!(await hasSession(client))) return lose(noSession)
    await realtime.setAuth()
    if (!open) return
    noteToken()
    channel = listen(request, report)
    channel.subscribe((told, error) => {
      // As text: the client's enum would load the whole client wherever this package is imported.
      switch (`${told}`) {
        case 'SUBSCRIBED':
          report({ type: 'joined' })
          return realtime.accessTokenValue === serverHas ? undefined : lose(tokenChanged)
        case 'TIMED_OUT':
          return lose(timedOut)
        case 'CLOSED':
          return lose(channelClosed)
        case 'CHANNEL_ERROR':
          noteToken()
          return lose(causeOfChannelError(error))
      }
    })
  }
  join().catch((error: unknown) =>
    lose({ code: 'channel-error', message: `The channel could not be opened. ${String(error)}` }),
  )

  return {
    renew: () => void realtime.setAuth().then(noteToken, () => undefined),
    close: () => {
      open = false
      // Never awaited: the channel is gone at once, the answer of a dead socket may never come.
      if (channel !== undefined) void client.removeChannel(channel).catch(() => undefined)
      channel = undefined
    },
  }
}

/** All bindings come before `subscribe`: later ones would be ignored. */
function listen(request: ChannelRequest, report: (signal: Signal) => void): RealtimeChannel {
  // Without tables the server would prove nothing by itself. With them their proof is enough.
  const needed: Proof = request.tables.length > 0 ? 'rows' : 'broadcasts'
  const broadcast = needed === 'broadcasts' ? { broadcast: { replication_ready: true } } : {}
  const channel = request.client.channel(request.topic, {
    config: { private: request.isPrivate, ...broadcast },
  })
  for (const { table, event = '*', filter } of request.tables)
    channel.on(
      'postgres_changes',
      // The client's overloads want one literal event each.
      { event: event as '*', schema: 'public', table, ...(filter === undefined ? {} : { filter }) },
      payload => report({ type: 'change', change: rowChange(payload) }),
    )
  for (const event of request.broadcasts)
    channel.on('broadcast', { event }, message =>
      report({ type: 'change', change: messageChange(event, message['payload']) }),
    )
  channel.on('system', {}, message => {
    const meaning = readSystemMessage(message)
    if (meaning === needed) report({ type: 'proved' })
    else if (typeof meaning === 'object') report({ type: 'lost', cause: meaning })
  })
  return channel
}

async function hasSession({ auth }: SupabaseClient): Promise<boolean> {
  if (!isAsked(auth)) return true
  const { data } = await auth.getSession()
  return data.session !== null
}

/** False where another issuer's tokens come through `accessToken`: the client then throws at any touch of its auth. */
function isAsked(auth: SupabaseClient['auth']): boolean {
  try {
    return typeof auth.getSession === 'function'
  } catch {
    return false
  }
}
