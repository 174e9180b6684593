/** How the socket answers. */
export interface Pulse {
  /** Probes sent since it last answered, or was opened. */
  readonly probes: number
  /** When the newest of them was; without one, when it answered or was opened. */
  readonly at: number
}

/** How long each probe has for its answer: three of them are dead or alive within 2 s. */
const PROBE_LIMIT_MS = 650
/** A socket that leaves this many probes unanswered is taken for dead. */
const MOST_PROBES = 3

export function answered(now: number): Pulse {
  return { probes: 0, at: now }
}

export function asked({ probes }: Pulse, now: number): Pulse {
  return { probes: probes + 1, at: now }
}

export function isDead(pulse: Pulse): boolean {
  return pulse.probes >= MOST_PROBES
}

/** When the probe under way has waited for long enough; undefined when there is none. */
export function probeEndsAt({ probes, at }: Pulse): number | undefined {
  return probes > 0 ? at + PROBE_LIMIT_MS : undefined
}
