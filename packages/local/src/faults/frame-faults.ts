import type { Faults } from '../context.ts'
import type { Outlet } from '../realtime/channel/channel.ts'
import type { FaultOf, FrameKind } from './fault.ts'
import type { StandingFault } from './standing-fault.ts'
import type { Target } from './target.ts'

type Frame = string | Buffer

/** One channel, as its frames are told apart. */
export interface FramePath {
  /** Where the frames go out. */
  readonly outlet: Outlet
  /** Whom the channel belongs to, and its topic. */
  readonly target: () => Target
  /** Whether the channel still is; what was held is not sent after its end. */
  readonly isOpen: () => boolean
}

const TYPES = ['frame-skip', 'frame-delay', 'frame-duplicate', 'frame-reorder'] as const
type FrameFault = StandingFault<FaultOf<(typeof TYPES)[number]>>

const KINDS: Readonly<Record<string, FrameKind>> = {
  postgres_changes: 'changes',
  broadcast: 'broadcasts',
  presence_diff: 'presence',
  presence_state: 'presence',
  system: 'system',
  phx_reply: 'replies',
}

/** An outlet that spoils the frames of one channel, fault after fault in the order of their addition. */
export class FrameFaults implements Outlet {
  readonly vsn: Outlet['vsn']
  private readonly faults: Faults
  private readonly path: FramePath
  private readonly windows = new Map<string, Held>()

  constructor(faults: Faults, path: FramePath) {
    this.faults = faults
    this.path = path
    this.vsn = path.outlet.vsn
  }

  send(frame: Frame): void {
    if (this.faults.isQuiet) this.path.outlet.send(frame)
    else this.meet(frame)
  }

  private meet(frame: Frame): void {
    const { kind, table } = read(frame)
    const faults = this.faults
      .standing(...TYPES)
      .filter(({ fault }) => (fault.what ?? 'changes') === kind)
    this.through(faults, { ...this.path.target(), table }, frame)
  }

  private through(faults: readonly FrameFault[], target: Target, frame: Frame): void {
    const at = faults.findIndex(each => each.strike([target]))
    const standing = faults[at]
    if (standing === undefined) return this.path.outlet.send(frame)
    const others = faults.slice(at + 1)
    const goOn = (each: Frame): void => this.through(others, target, each)
    const goOnLate = (each: Frame): void => {
      if (this.path.isOpen()) goOn(each)
    }
    const { fault } = standing
    switch (fault.type) {
      case 'frame-skip':
        return
      case 'frame-duplicate':
        for (let times = fault.times ?? 2; times > 0; times -= 1) goOn(frame)
        return
      case 'frame-delay':
        standing.hold(() => goOnLate(frame), fault.ms)
        return
      case 'frame-reorder':
        this.reorder({ standing, size: fault.window ?? 2, goOn: goOnLate }, frame)
    }
  }

  private reorder({ standing, size, goOn }: Window, frame: Frame): void {
    const held = this.windows.get(standing.id) ?? this.hold(standing)
    held.goings.push(() => goOn(frame))
    if (held.goings.length >= size) held.release()
  }

  /** Opens a window, which lets go of what it holds, in reverse, when it is full or its fault ends. */
  private hold(standing: FrameFault): Held {
    const goings: (() => void)[] = []
    let forget = (): void => undefined
    const release = (): void => {
      forget()
      this.windows.delete(standing.id)
      for (const goOn of goings.toReversed()) goOn()
    }
    const held = { goings, release }
    this.windows.set(standing.id, held)
    forget = standing.onEnd(release)
    return held
  }
}

interface Held {
  readonly goings: (() => void)[]
  readonly release: () => void
}

interface Window {
  readonly standing: FrameFault
  readonly size: number
  readonly goOn: (frame: Frame) => void
}

/** What a frame is, of either dialect. Bytes are a broadcast always. */
function read(frame: Frame): { readonly kind: FrameKind | undefined; readonly table?: string } {
  if (typeof frame !== 'string') return { kind: 'broadcasts' }
  const parsed = JSON.parse(frame) as readonly unknown[] | Readonly<Record<string, unknown>>
  const [event, payload] = Array.isArray(parsed)
    ? [parsed[3], parsed[4]]
    : [(parsed as Record<string, unknown>)['event'], (parsed as Record<string, unknown>)['payload']]
  const kind = KINDS[String(event)]
  if (kind !== 'changes') return { kind }
  const { data } = payload as { readonly data: { readonly schema: string; readonly table: string } }
  return { kind, table: `${data.schema}.${data.table}` }
}
