import type { CauseCode } from '../../src/cause.ts'
import { chanceOf, type Chance } from './chance.ts'
import { fairWeather, type Context } from './context.ts'
import type { Login } from './login.ts'
import type { Tab } from './tab.ts'

/** What happens, when, to whom; `nth` and `ms` mean what the kind of step makes of them. */
export interface Step {
  readonly at: number
  readonly kind: StepKind
  readonly tab: number
  readonly nth: number
  /** 0 to 1: how long it lasts, within what is usual for its kind. */
  readonly share: number
}

export interface World {
  readonly context: Context
  readonly login: Login
  readonly tabs: readonly Tab[]
  readonly openAnother: () => void
  /** Commits a transaction and tells the tabs; `origin`: who wrote it. */
  readonly commit: (nth: number, rows: number, origin?: string) => void
}

type Act = (world: World, tab: Tab, step: Step) => void

const lasting = ({ share }: Step, least: number, most: number): number =>
  Math.round(least + share * share * (most - least))

/** Sets a part of the weather for a while. */
const spell =
  <Name extends keyof Context['weather']>(
    name: Name,
    value: Context['weather'][Name],
    least: number,
    most: number,
  ): Act =>
  ({ context: { weather, clock } }, _, step) => {
    const before = weather[name]
    weather[name] = value
    clock.after(lasting(step, least, most), () => {
      if (weather[name] === value) weather[name] = before === value ? fair[name] : before
    })
  }

const fair = fairWeather()

const refusals: readonly [CauseCode, ...CauseCode[]] = [
  'unauthorized',
  'misconfigured',
  'channel-error',
  'too-many-requests',
  'realtime-disabled',
]
const endings: readonly [CauseCode, ...CauseCode[]] = [
  'channel-closed',
  'channel-error',
  'token-changed',
  'unauthorized',
]

const hide = (tab: Tab, { context: { clock }, login }: World, ms: number): void => {
  tab.environment.visible.set(false)
  clock.after(ms, () => {
    tab.environment.visible.set(true)
    if (tab.isOpen()) login.focus()
  })
}

const acts = {
  commit: (world, _, { nth }) => world.commit(nth, 1 + (nth % 5)),
  burst: (world, _, step) => {
    const count = 5 + (step.nth % 30)
    const everyMs = lasting(step, 1, 400)
    for (let i = 0; i < count; i += 1)
      world.context.clock.after(i * everyMs, () => world.commit(step.nth, 1))
  },
  mount: (_, tab, { nth, share }) => tab.mount(nth, share < 0.3),
  unmount: (_, tab, { nth }) => tab.unmount(nth),
  goTo: (_, tab, { nth }) => tab.goTo(nth),
  remount: (_, tab) => tab.remount(),
  prefetch: (_, tab, { nth }) => tab.prefetch(nth),
  invalidate: (_, tab, { nth }) => tab.invalidate(nth),
  refetch: (_, tab, { nth }) => tab.refetch(nth),
  mutate: (world, tab, { nth }) => tab.mutate(nth, origin => world.commit(nth, 1, origin)),
  drag: (world, tab, step) =>
    tab.drag(step.nth, lasting(step, 200, 30_000), origin => world.commit(step.nth, 1, origin)),
  hide: (world, tab, step) => hide(tab, world, lasting(step, 100, 400_000)),
  flicker: (world, tab) => {
    for (let i = 0; i < 20; i += 1)
      world.context.clock.after(i * 250, () => tab.environment.visible.set(i % 2 === 1))
  },
  doNothing: (_, tab) => tab.environment.active.set(false),
  doSomething: (_, tab) => tab.environment.active.set(true),
  press: (_, tab) => tab.realtime.reconnect(),
  switchOff: ({ context: { clock } }, tab, step) => {
    tab.realtime.setEnabled(false)
    clock.after(lasting(step, 10, 60_000), () => tab.isOpen() && tab.realtime.setEnabled(true))
  },
  openTab: world => world.openAnother(),
  closeTab: ({ tabs }, tab) => {
    if (tabs.filter(other => other.isOpen()).length > 1) tab.close()
  },
  drop: (_, tab, { nth }) => tab.push.drop(nth % 2 === 0 ? 'socket-closed' : 'heartbeat-missed'),
  sever: (_, tab) => tab.push.sever(),
  end: (_, tab, { nth }) => tab.push.closeChannel(endings[nth % endings.length] ?? endings[0]),
  gap: (_, tab, step) => tab.push.gap(lasting(step, 100, 20_000)),
  restart: (world, tab, step) => {
    spell('restarting', true, 500, 30_000)(world, tab, step)
    for (const one of world.tabs) one.push.drop('server-restarting')
    if (step.nth % 2 === 0) world.context.feed?.restart()
  },
  refuse: (world, tab, step) =>
    spell(
      'refusing',
      refusals[step.nth % refusals.length] ?? refusals[0],
      500,
      40_000,
    )(world, tab, step),
  refuseTable: (world, tab, step) => {
    const name = step.nth % 3 === 0 ? 'items' : 'tallies'
    const table = { name, isNamed: step.nth % 2 === 0 }
    spell('refusedTable', table, 5_000, 60_000)(world, tab, step)
    tab.push.drop('socket-closed')
  },
  hangJoins: spell('hangingJoins', true, 500, 60_000),
  blackHole: spell('blackHole', true, 500, 60_000),
  offline: ({ context: { device, clock }, tabs }, _, step) => {
    device.online.set(false)
    // Some sockets close with the network, others do not notice.
    if (step.nth % 2 === 0) for (const one of tabs) one.push.drop('socket-closed')
    clock.after(lasting(step, 100, 60_000), () => device.online.set(true))
  },
  sleep: ({ context: { device, clock }, tabs, login }, _, step) => {
    const ms = lasting(step, 1_000, 600_000)
    if (device.isAsleep()) return
    if (ms > 20_000) for (const one of tabs) one.push.sever()
    for (const one of tabs) one.environment.visible.set(false)
    device.sleep(ms)
    clock.after(ms + 10, () => {
      for (const { environment } of tabs) {
        environment.visible.set(true)
        // The page's own clock shows that it has slept.
        if (ms > 10_000) environment.resumed.set(environment.resumed.current + 1)
      }
      login.focus()
    })
  },
  skip: ({ context: { weather } }, _, { nth }) => (weather.skips += 1 + (nth % 3)),
  duplicate: ({ context: { weather } }, _, { nth }) => (weather.duplicates += 1 + (nth % 9)),
  reorder: ({ context: { weather } }, _, { nth }) => (weather.reorders += 1 + (nth % 9)),
  delay: spell('delayMs', 2_000, 1_000, 20_000),
  restDown: spell('restDown', true, 500, 60_000),
  restSlow: spell('restMs', 2_500, 1_000, 30_000),
  hang: ({ context: { weather } }, _, { nth }) => (weather.hangs += 1 + (nth % 4)),
  authDown: spell('authDown', true, 5_000, 120_000),
  revoke: ({ login }) => login.revoke(),
  signOut: ({ login, context: { clock } }, _, step) => {
    login.signOut()
    clock.after(lasting(step, 1, 20_000), () => {
      if (login.current() === undefined) login.signIn(step.nth % 2 === 0 ? 'ann' : 'bob')
    })
  },
  switchUser: ({ login }) => login.signIn(login.current()?.user === 'ann' ? 'bob' : 'ann'),
} satisfies Record<string, Act>

type StepKind = keyof typeof acts

export function act(world: World, step: Step): void {
  const open = world.tabs.filter(tab => tab.isOpen())
  const tab = open[step.tab % open.length]
  if (tab === undefined) return
  world.context.log(`step ${step.kind} ${tab.name} ${step.nth}`)
  const run: Act = acts[step.kind]
  run(world, tab, step)
}

const kinds = Object.keys(acts) as [StepKind, ...StepKind[]]
/** What nothing can be judged without. */
const always: readonly StepKind[] = ['commit', 'commit', 'burst', 'mount']

/** A story: few kinds of steps, so that these meet often, at times that are often close. */
export function stepsOf(seed: number): readonly Step[] {
  const chance = chanceOf(seed, 'steps')
  const some = kinds.filter(() => chance.in(0.25))
  const chosen = [...always, ...some] as [StepKind, ...StepKind[]]
  const count = chance.between(4, 30)
  let at = 0
  return Array.from({ length: count }, () => {
    at += pause(chance)
    return {
      at,
      kind: chance.pick(chosen),
      tab: chance.between(0, 2),
      nth: chance.between(0, 999),
      share: chance.draw(),
    }
  })
}

function pause(chance: Chance): number {
  if (chance.in(0.3)) return chance.between(0, 30)
  if (chance.in(0.6)) return chance.between(30, 2_500)
  return chance.between(2_500, chance.in(0.1) ? 60_000 : 15_000)
}
