import { Agent } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isSent, type Case, type Part } from './case.ts'
import { caseOf } from './cases.ts'
import type { Complaint } from './judge.ts'
import { runCase } from './run-case.ts'
import { shrink } from './shrink.ts'
import type { World } from './world.ts'

/** What to throw at the backend. */
export interface FuzzOptions {
  readonly seed: number
  /** Requests and frames together; the last case is finished. */
  readonly count: number
  readonly only?: Part
  /** One case instead of many. */
  readonly index?: number
  /** With `index`: only these of its steps. */
  readonly steps?: readonly number[]
}

/** A fault that was found, and what shows it again. */
export interface Finding {
  readonly complaint: Complaint
  /** Undefined when no case alone brings it about. */
  readonly again?: {
    readonly index: number
    readonly steps: readonly number[]
    readonly shown: string
  }
}

export interface FuzzReport {
  readonly cases: number
  readonly requests: number
  readonly frames: number
  readonly ownSecrets: number
  readonly findings: readonly Finding[]
  /** Bytes on the heap and in buffers, before and after. */
  readonly memory: readonly [number, number]
}

type Say = (line: string) => void

const BATCH = 64
const LANES = 8
const MOST_FINDINGS = 10
/** What a run may leave behind in memory, whatever its length. */
const MOST_GROWTH_BYTES = 96 * 1024 * 1024

/**
 * Fuzzes a backend: many cases at a time, then each that looked wrong by itself, and whether the
 * database is whole. Stops early after ten faults, or when the signal says so.
 */
export async function fuzz(
  world: World,
  options: FuzzOptions,
  say: Say,
  signal?: AbortSignal,
): Promise<FuzzReport> {
  const run = new Run(world, options)
  const onError = (error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    // At once: who started the process may end it now.
    say(`✗ the process was told of an error, seed ${options.seed}: ${stack}`)
    run.blame(`the process was told of an error: ${stack}`)
  }
  process.on('unhandledRejection', onError).on('uncaughtException', onError)
  try {
    await run.all(say, signal)
    return await run.report()
  } finally {
    process.off('unhandledRejection', onError).off('uncaughtException', onError)
    run.close()
  }
}

class Run {
  readonly #world: World
  readonly #options: FuzzOptions
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 * LANES })
  readonly #findings = new Map<Complaint, Finding>()
  #cases = 0
  #requests = 0
  #frames = 0
  #ownSecrets = 0
  #before = 0

  constructor(world: World, options: FuzzOptions) {
    this.#world = world
    this.#options = options
  }

  async all(say: Say, signal: AbortSignal | undefined): Promise<void> {
    const { count, index } = this.#options
    if (index !== undefined) return this.#one(index, say)
    for (let next = 0; this.#sent < count && !this.#isEnough; next += BATCH) {
      if (signal?.aborted === true) return
      await this.#batch(Array.from({ length: BATCH }, (_, at) => this.#case(next + at)))
      // After the first: connections, caches and compiled code are there to stay.
      if (next === 0) this.#before = memory()
      await this.#world.tidy()
      if (Math.floor((10 * this.#sent) / count) > Math.floor((10 * this.#told) / count)) {
        this.#told = this.#sent
        say(`${this.#sent} of ${count} sent, ${this.#findings.size} findings`)
      }
    }
  }

  #told = 0

  blame(complaint: Complaint, again?: Finding['again']): void {
    const key = again === undefined ? complaint : shape(complaint)
    if (!this.#findings.has(key))
      this.#findings.set(key, { complaint, ...(again !== undefined && { again }) })
  }

  async report(): Promise<FuzzReport> {
    const left = this.#world.backend.faults.dropSockets()
    // One is the world's own.
    if (left > 1) this.blame(`${left - 1} sockets stayed open`)
    for (const damage of await this.#world.damage()) this.blame(damage)
    const memories = [this.#before, memory()] as const
    if (this.#before > 0 && memories[1] - memories[0] > MOST_GROWTH_BYTES)
      this.blame(`memory grew from ${memories[0]} to ${memories[1]} bytes`)
    return {
      cases: this.#cases,
      requests: this.#requests,
      frames: this.#frames,
      ownSecrets: this.#ownSecrets,
      findings: [...this.#findings.values()],
      memory: memories,
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  get #sent(): number {
    return this.#requests + this.#frames
  }

  get #isEnough(): boolean {
    return this.#findings.size >= MOST_FINDINGS
  }

  #case(index: number): Case {
    return caseOf(this.#options.seed, index, this.#options.only)
  }

  async #one(index: number, say: Say): Promise<void> {
    const whole = this.#case(index)
    const kept = this.#options.steps ?? whole.steps.map((_, at) => at)
    const steps = whole.steps.filter((_, at) => kept.includes(at))
    for (const step of steps) say(JSON.stringify(step))
    for (const complaint of await this.#alone({ ...whole, steps }))
      this.blame(complaint, { index, steps: kept, shown: '' })
  }

  /** Runs cases side by side, and those that looked wrong again, alone. */
  async #batch(cases: readonly Case[]): Promise<void> {
    const suspects = new Map<Case, readonly Complaint[]>()
    const queue = cases.values()
    const warnedBefore = this.#world.warnings.length
    const lane = async (): Promise<void> => {
      for (const each of queue) {
        const warned = this.#world.warnings.length
        const { complaints, ownSecrets } = await runCase(this.#world, this.#agent, each)
        this.#tally(each, ownSecrets)
        if (complaints.length > 0 || this.#world.warnings.length > warned)
          suspects.set(each, complaints)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    const warnings = this.#world.warnings.slice(warnedBefore)
    const known = this.#findings.size
    for (const [each, complaints] of suspects) {
      if (this.#isEnough) return
      await this.#confirm(each, complaints)
    }
    if (this.#findings.size === known) for (const warning of warnings) this.#blameOnce(warning)
  }

  /** A warning that no case alone brings about; one that was blamed on a case before says nothing new. */
  #blameOnce(warning: string): void {
    const complaint = `it warned: ${warning}`
    if (!this.#findings.has(shape(complaint))) this.blame(complaint)
  }

  async #confirm(each: Case, complaints: readonly Complaint[]): Promise<void> {
    const confirmed = await this.#alone(each)
    for (const complaint of confirmed) {
      if (this.#findings.has(shape(complaint))) continue
      const wanted = shape(complaint)
      const kept = await shrink(each, async steps => {
        const fewer = { ...each, steps: each.steps.filter((_, at) => steps.includes(at)) }
        return (await this.#alone(fewer)).some(found => shape(found) === wanted)
      })
      const shown = kept.map(at => JSON.stringify(each.steps[at])).join('\n')
      this.blame(complaint, { index: each.index, steps: kept, shown })
    }
    const missed = complaints.filter(found => !confirmed.some(one => shape(one) === shape(found)))
    for (const complaint of missed) this.blame(`${complaint} (case ${each.index}, among others)`)
  }

  async #alone(each: Case): Promise<readonly Complaint[]> {
    const warned = this.#world.warnings.length
    const { complaints } = await runCase(this.#world, this.#agent, each)
    const warnings = new Set(this.#world.warnings.slice(warned))
    return [...complaints, ...[...warnings].map(line => `it warned: ${line}`)]
  }

  #tally({ steps }: Case, ownSecrets: number): void {
    this.#cases += 1
    this.#ownSecrets += ownSecrets
    for (const step of steps.filter(isSent)) {
      if (step.kind === 'send') this.#frames += 1
      else this.#requests += 1
    }
  }
}

/** A complaint without what differs from time to time. */
function shape(complaint: Complaint): string {
  return complaint.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+|"[^"]*"|\/\S+/g, '#').slice(0, 120)
}

/** Bytes in use once everything is thrown away that can be. */
function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
