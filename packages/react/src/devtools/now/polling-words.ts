import type { PollMode } from '@everfresh/core'
import type { MachineWords } from './machines.ts'

/** What is asked by time, while the backend answers. */
export function pollingWords({
  status,
  online,
  log,
}: PollMode): Pick<MachineWords, 'tone' | 'state' | 'meaning'> {
  if (!online)
    return { tone: 'off', state: 'Stopped', meaning: 'Without a network nothing can be asked.' }
  if (status === 'waiting-auth')
    return { tone: 'off', state: 'Stopped', meaning: 'Without a session nothing is asked.' }
  if (status === 'live')
    return {
      tone: 'good',
      state: 'Safety net',
      meaning:
        log === 'trusted'
          ? 'Changes are pushed; the change log is asked now and then for what was lost.'
          : 'Changes are pushed; polls only bound what the server may have dropped.',
    }
  if (log === 'trusted')
    return {
      tone: 'busy',
      state: 'Asking the log',
      meaning: 'The change log is asked by time, once for all; only what changed is fetched.',
    }
  return {
    tone: 'busy',
    state: 'Polling',
    meaning: 'Each active covered query is fetched by time.',
  }
}
