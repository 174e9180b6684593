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
  const hear = hearTogether(channels.length, (signal, topic) => {
    if (signal.type === 'lost' && !realtime.isConnected()) heartbeats.forget()
    report(signal, topic)
  })
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

/** Tells what several channels say as if they were one: `joined` and `proved` when all of them are at that moment. */
export function hearTogether(
  channels: number,
  report: TogetherRequest['report'],
): (topic: string, signal: Signal) => void {
  const joined = new Set<string>()
  const proved = new Set<string>()
  return (topic, signal) => {
    switch (signal.type) {
      case 'joined':
        joined.add(topic)
        return joined.size === channels ? report(signal) : undefined
      case 'proved':
        proved.add(topic)
        return proved.size === channels ? report(signal) : undefined
      case 'lost':
        joined.delete(topic)
        proved.delete(topic)
        return report(signal)
      case 'alive':
      case 'change':
      case 'missed':
        return report(signal, topic)
    }
  }
}
