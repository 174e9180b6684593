import { realtimeSources, type RealtimeSource } from '../../src/shared/lib/switches.ts'
import type { Frame } from './wire.ts'

/** What the page under test listens to: `EVERFRESH_SOURCE`, and `postgres_changes` where it says nothing. */
export const testedSource: RealtimeSource = readSource(process.env['EVERFRESH_SOURCE'])

export const onFeed: boolean = testedSource === 'feed'

/** Frames that tell of changes. */
export const changeFrames: 'broadcasts' | 'changes' = onFeed ? 'broadcasts' : 'changes'

/** Whether this frame, from the server, tells of a change. */
export function tellsOfChange({ way, event }: Frame): boolean {
  return way === 'received' && event === (onFeed ? 'broadcast' : 'postgres_changes')
}

/** The topic of a project's own channel. The feed has a second one, of the person, whose id may be the project's. */
export function topicOf(projectId: string): string {
  return `realtime:${onFeed ? 'everfresh:project:' : 'task-updates:'}${projectId}`
}

function readSource(text = 'postgres_changes'): RealtimeSource {
  const source = realtimeSources.find(one => one === text)
  if (source === undefined)
    throw new Error(`EVERFRESH_SOURCE is "${text}". It must be ${realtimeSources.join(' or ')}.`)
  return source
}
