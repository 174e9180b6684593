/** What tells of changes: PostgreSQL's replication by way of Realtime, or the change feed of a migration. */
export const realtimeSources = ['postgres_changes', 'feed'] as const
export type RealtimeSource = (typeof realtimeSources)[number]

/** The switches of realtime; one that is left out was not set. */
export interface Switches {
  readonly realtimeEnabled?: boolean | undefined
  readonly legacyListenersEnabled?: boolean | undefined
  readonly pollingMs?: number | undefined
  readonly realtimeSource?: RealtimeSource | undefined
}

/** Between polls, in ms: what a switch may say. */
export const pollingLimits = { least: 1_000, most: 86_400_000 } as const

/** Where switches are written down, and in which words. */
export interface Origin {
  readonly names: Readonly<Record<keyof Switches, string>>
  readonly on: string
  readonly off: string
  /** After the name in a message, such as ` in the address`. */
  readonly where: string
  /** What happens to a value that makes no sense, as the end of a sentence. */
  readonly instead: Readonly<Record<keyof Switches, string>>
}

export interface ReadSwitches {
  readonly switches: Switches
  /** A sentence for each value that makes no sense; it is left out. */
  readonly problems: readonly string[]
}

/**
 * Reads the switches that one origin has. What listens to the database is one of the two: where one is
 * switched on and nothing is said of the other, that is off; where both are, realtime is used.
 */
export function readSwitches(
  text: (name: string) => string | undefined,
  { names, on, off, where, instead }: Origin,
): ReadSwitches {
  const problems: string[] = []
  const refuse = (name: keyof Switches, value: string, may: string): undefined => {
    problems.push(problemOf(`${names[name]}${where}`, value, may, instead[name]))
  }
  const flag = (name: keyof Switches): boolean | undefined => {
    const value = text(names[name])
    if (value === undefined) return undefined
    return value === on || value === off ? value === on : refuse(name, value, `${on} or ${off}`)
  }
  const milliseconds = (name: keyof Switches): number | undefined => {
    const value = text(names[name])
    if (value === undefined) return undefined
    return isPollingMs(Number(value))
      ? Number(value)
      : refuse(name, value, `a whole number of milliseconds from ${range}`)
  }
  const source = (name: keyof Switches): RealtimeSource | undefined => {
    const value = text(names[name])
    if (value === undefined) return undefined
    const found = realtimeSources.find(one => one === value)
    return found ?? refuse(name, value, realtimeSources.join(' or '))
  }
  const given: Switches = {
    realtimeEnabled: flag('realtimeEnabled'),
    legacyListenersEnabled: flag('legacyListenersEnabled'),
    pollingMs: milliseconds('pollingMs'),
    realtimeSource: source('realtimeSource'),
  }
  if (given.realtimeEnabled && given.legacyListenersEnabled)
    problems.push(
      `${names.realtimeEnabled} and ${names.legacyListenersEnabled}${where} are both ${on}. Only one can listen; realtime does.`,
    )
  return { switches: oneListener(given), problems }
}

/** What is said of a value that makes no sense; `instead`: what happens to it, as the end of the sentence. */
export function problemOf(name: string, value: string, may: string, instead: string): string {
  return `${name} is "${value}". It must be ${may}; ${instead}.`
}

const range = `${pollingLimits.least} to ${pollingLimits.most}`

export function isPollingMs(ms: number): boolean {
  return Number.isInteger(ms) && ms >= pollingLimits.least && ms <= pollingLimits.most
}

/** Switching one listener on switches the other off. */
export function oneListener(switches: Switches): Switches {
  if (switches.realtimeEnabled) return { ...switches, legacyListenersEnabled: false }
  if (switches.legacyListenersEnabled) return { ...switches, realtimeEnabled: false }
  return switches
}
