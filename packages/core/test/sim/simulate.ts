import { notifyManager, onlineManager, timeoutManager } from '@tanstack/query-core'
import { manualClock, type ManualClock } from '../../src/testing/index.ts'
import { projectsOf } from './app.ts'
import { chanceOf } from './chance.ts'
import { fairWeather, type Context, type Violation } from './context.ts'
import { createDatabase } from './database.ts'
import { createDevice } from './device.ts'
import { createFeed } from './feed.ts'
import { judge, judgeRequests, judgeTruth, type Judge } from './judge.ts'
import { createLogin } from './login.ts'
import { createRest } from './rest.ts'
import { act, stepsOf, type Step, type World } from './steps.ts'
import { openTab, type Tab } from './tab.ts'

/** What came of one seed. */
export interface Outcome {
  readonly seed: number
  readonly source: SourceKind
  readonly violation: Violation | undefined
  readonly trace: readonly string[]
  readonly fetches: number
  readonly changes: number
  /** How much time passed in the world. */
  readonly ms: number
}

const START_MS = 1_000
const LOOK_EVERY_MS = 250
const MOST_TABS = 3

/** A poll (P1: 5 s and 1 s of jitter, 1 s behind TanStack's own) and two ways of a request. */
const POLL_BOUND_MS = 8_500
/** A request that hangs ends after 15 s, and is tried again with the next poll. */
const HANG_BOUND_MS = 22_000
/** The longest wait of a query that failed again and again, and of the breaker (P4), and a second's spread. */
const FAILING_BOUND_MS = 62_000
/** A socket that died unnoticed is found out (C1). */
const SILENCE_BOUND_MS = 42_000
/** The safety refetch (P5). */
const SAFETY_BOUND_MS = 305_000
/** A question to the log with the worst of jitter, what push is given, a flush and two ways of a request (F6). */
const DRIFT_BOUND_MS = 66_000 + 5_000 + 1_500

/** Where the changes of a world come from. */
export type SourceKind = 'changes' | 'feed'

/**
 * Runs `seed` with those of its steps that `keep` says; `traced`: with the core's own trace on. The same seed
 * and steps give the same story.
 */
export async function simulate(
  seed: number,
  keep: (index: number) => boolean = () => true,
  traced = false,
  source: SourceKind = 'changes',
): Promise<Outcome> {
  const clock = manualClock()
  clock.advance(START_MS)
  const restore = takeOver(clock)
  const run = prepare(seed, clock, traced, source)
  try {
    await run.live(stepsOf(seed).filter((_, index) => keep(index)))
    await run.quiet()
    await run.close()
  } finally {
    restore()
  }
  return run.outcome()
}

function prepare(seed: number, clock: ManualClock, traced: boolean, source: SourceKind) {
  const trace: string[] = []
  let violation: Violation | undefined
  let changes = 0
  const device = createDevice(clock)
  const context: Context = {
    seed,
    clock,
    device,
    database: createDatabase(chanceOf(seed, 'database')),
    weather: fairWeather(),
    feed: source === 'feed' ? createFeed(clock, chanceOf(seed, 'feed')) : undefined,
    traced,
    log: line => void trace.push(`${clock.now() - START_MS} ${line}`),
    violate: (law, what) => {
      violation ??= { at: clock.now() - START_MS, law, what }
    },
  }
  const login = createLogin(context)
  const rest = createRest(context, login)
  const tabs: Tab[] = []
  const judges: Judge[] = []
  const open = (): Tab[] => tabs.filter(tab => tab.isOpen())

  const openAnother = (): void => {
    if (tabs.length === MOST_TABS) return
    const tab = openTab(context, login, rest, `tab${tabs.length + 1}`)
    tabs.push(tab)
    judges.push(judge(context, login, tab))
  }
  const commit = (nth: number, rows: number, origin?: string): void => {
    const user = login.current()?.user ?? 'ann'
    const project = projectsOf[user][nth % 4 === 0 ? 1 : 0]
    changes += rows
    const commits = context.database.transact(project, rows)
    const told = context.feed?.keep(commits, origin) ?? commits
    for (const tab of tabs) tab.push.tell(told)
  }
  const world: World = { context, login, tabs, openAnother, commit }

  const undoOnline = device.online.subscribe(() => onlineManager.setOnline(device.online.current))
  const lookAgain = (): void => {
    for (const [index, tab] of tabs.entries()) if (tab.isOpen()) judges[index]?.look()
    if (open().length > 0) clock.after(LOOK_EVERY_MS, lookAgain)
  }
  const pass = async (ms: number): Promise<void> => {
    if (violation === undefined) await clock.pass(ms)
  }

  const calm = async (): Promise<void> => {
    while (device.isAsleep()) await clock.pass(10_000)
    Object.assign(context.weather, { ...fairWeather() })
    context.feed?.calm()
    device.online.set(true)
    if (login.current() === undefined || !login.isGood(login.current()))
      login.signIn(login.current()?.user ?? 'ann')
    for (const tab of open()) {
      tab.environment.visible.set(true)
      tab.environment.active.set(true)
    }
  }
  const judgeAll = (law: string, which: (tab: Tab) => boolean): void => {
    for (const tab of open()) if (which(tab)) judgeTruth(context, tab, law)
  }

  return {
    live: async (steps: readonly Step[]): Promise<void> => {
      login.signIn('ann')
      openAnother()
      lookAgain()
      for (const step of steps)
        clock.after(step.at, () => {
          if (violation === undefined) act(world, step)
        })
      await pass((steps.at(-1)?.at ?? 0) + 500)
    },
    quiet: async (): Promise<void> => {
      await calm()
      // Bursts and spells that are still under way end with these.
      await pass(30_000)
      await calm()
      const isDeaf = open().some(
        tab => tab.realtime.state.current.status === 'live' && !tab.push.isConnected(),
      )
      const isBusy = open().some(tab => [...tab.queries()].some(query => query.flights.size > 0))
      await pass(POLL_BOUND_MS + (isDeaf ? SILENCE_BOUND_MS : 0) + (isBusy ? HANG_BOUND_MS : 0))
      if (open().some(isFailing)) await pass(FAILING_BOUND_MS)
      judgeAll('converge', tab => tab.push.skippedAt() === -Infinity)
      if (open().some(tab => tab.push.skippedAt() > -Infinity)) {
        await pass(context.feed === undefined ? SAFETY_BOUND_MS : DRIFT_BOUND_MS)
        judgeAll(context.feed === undefined ? 'P5' : 'F6', () => true)
      }
      // Whatever happened before, the next change arrives.
      commit(1, 2)
      await pass(POLL_BOUND_MS)
      judgeAll('converge', () => true)
      for (const tab of open()) {
        tab.settleCounts()
        judgeRequests(context, tab)
      }
    },
    close: async (): Promise<void> => {
      for (const tab of tabs) tab.close()
      await clock.pass(1)
      for (const tab of tabs) {
        if (tab.clock.pending() > 0)
          context.violate('stop', `${tab.name}: ${tab.clock.pending()} timers after the end`)
        if (tab.push.open() > 0) context.violate('stop', `${tab.name}: a channel after the end`)
      }
      await pass(400_000)
      undoOnline()
    },
    outcome: (): Outcome => {
      let fetches = 0
      for (const tab of tabs) for (const query of tab.queries()) fetches += query.fetches
      return { seed, source, violation, trace, fetches, changes, ms: clock.now() - START_MS }
    },
  }
}

function isFailing(tab: Tab): boolean {
  return (
    tab.realtime.state.current.backend === 'away' || [...tab.queries()].some(query => query.failed)
  )
}

let provided: 'no' | 'yes' = 'no'
let current: ManualClock = manualClock()

/** Puts query-core, which has one clock for the whole process, onto the world's. */
function takeOver(clock: ManualClock): () => void {
  current = clock
  if (provided === 'no') provideTimers()
  onlineManager.setOnline(true)
  const now = Date.now
  Date.now = () => clock.now()
  return () => {
    Date.now = now
  }
}

function provideTimers(): void {
  provided = 'yes'
  const undos = new Map<number, () => void>()
  let newest = 0
  const start = (ms: number, fn: () => void, again: boolean): number => {
    newest += 1
    const id = newest
    const clock = current
    const arm = (): void => {
      const fire = (): void => {
        if (again) arm()
        else undos.delete(id)
        fn()
      }
      undos.set(id, clock.after(ms, fire))
    }
    arm()
    return id
  }
  const clear = (id: number | undefined): void => {
    if (id === undefined) return
    undos.get(id)?.()
    undos.delete(id)
  }
  timeoutManager.setTimeoutProvider({
    setTimeout: (fn, ms) => start(ms, fn, false),
    setInterval: (fn, ms) => start(ms, fn, true),
    clearTimeout: clear,
    clearInterval: clear,
  })
  notifyManager.setScheduler(queueMicrotask)
}
