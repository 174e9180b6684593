/** How the socket answers. */
export interface Pulse {
  /** When it last answered, or was opened. */
  readonly aliveAt: number
  /** Probes sent since then, */
  readonly probes: number
  /** and when the newest of them was. */
  readonly askedAt: number
}

/** How long each probe has for its answer: three of them are dead or alive within 2 s. */
const PROBE_LIMIT_MS = 650
/** A socket that leaves this many probes unanswered is taken for dead. */
const MOST_PROBES = 3

export function answered(now: number): Pulse {
  return { aliveAt: now, probes: 0, askedAt: now }
}

export function asked(pulse: Pulse, now: number): Pulse {
  return { ...pulse, probes: pulse.probes + 1, askedAt: now }
}

export function isDead(pulse: Pulse): boolean {
  return pulse.probes >= MOST_PROBES
}

/** When the probe under way has waited for long enough; undefined when there is none. */
export function probeEndsAt({ probes, askedAt }: Pulse): number | undefined {
  return probes > 0 ? askedAt + PROBE_LIMIT_MS : undefined
}
