import type { Clock, OpenScope, Signal } from '@everfresh/core'
import { heartbeatsOf } from './heartbeats.ts'
import { openChannel, type ChannelRequest } from './open-channel.ts'

export interface TogetherRequest extends Pick<ChannelRequest, 'client'> {
  readonly clock: Clock
  readonly channels: readonly Omit<ChannelRequest, 'client' | 'report'>[]
  /** `topic`: of the channel that it came through. */
  readonly report: (signal: Signal, topic?: string) => void
}

/** Joins the channels of one scope over the client's one socket: proved when all are, lost when one is. */
export function openTogether({ client, clock, channels, report }: TogetherRequest): OpenScope {
  const { realtime } = client
  const heartbeats = heartbeatsOf(realtime, clock)
  const stopHearing = heartbeats.hear(() => report({ type: 'alive' }))
  const joined = new Set<string>()
  const proved = new Set<string>()
  const hear = (topic: string, signal: Signal): void => {
    switch (signal.type) {
      case 'joined':
        joined.add(topic)
        return joined.size === channels.length ? report(signal) : undefined
      case 'proved':
        proved.add(topic)
        return proved.size === channels.length ? report(signal) : undefined
      case 'lost':
        if (!realtime.isConnected()) heartbeats.forget()
        return report(signal)
      default:
        return report(signal, topic)
    }
  }
  const opened = channels.map(channel =>
    openChannel({ ...channel, client, report: signal => hear(channel.topic, signal) }),
  )
  return {
    probe: heartbeats.probe,
    renew: () => {
      for (const { renew } of opened) renew()
    },
    close: () => {
      stopHearing()
      for (const { close } of opened) close()
    },
  }
}
