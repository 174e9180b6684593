import { expect, test, vi } from 'vitest'
import { world } from '../../test/world.ts'
import { EverfreshError } from '../errors.ts'
import { sessionOf } from '../testing/index.ts'
import { logCategories } from './categories.ts'
import { logTrace, type LogLine } from './log-trace.ts'

test('W2: nothing is logged until a category is switched on, and then that one only', () => {
  const { environment, goLive, sessions, source, trace } = world({ signedIn: false })
  const lines: string[] = []
  const log = logTrace(trace, ({ level, tag, text }) => void lines.push(`${level} ${tag} ${text}`))
  goLive()
  environment.visible.set(false)
  expect(lines).toEqual([])
  log.set('AuthManager', true)
  sessions.say(sessionOf('ann'))
  source.goLive()
  expect(lines).toEqual(['info [AuthManager] auth signed-in'])
  log.set('DeadModeRecovery', true)
  log.set('AuthManager', false)
  sessions.say(null)
  expect(lines.slice(1)).toEqual(['info [DeadModeRecovery] connection closed'])
  log.set('DeadModeInvestigation', true)
  environment.visible.set(true)
  expect(lines.at(-1)).toBe('info [DeadModeInvestigation] page shown')
  expect(logCategories.map(log.isOn)).toEqual([true, true, false])
  log.stop()
  sessions.say(sessionOf('ben'))
  expect(lines).toHaveLength(3)
})

test('a line about visibility carries how things stood', async () => {
  const { clock, environment, goLive, trace } = world()
  goLive()
  const lines: LogLine[] = []
  logTrace(trace, line => void lines.push(line), { categories: ['DeadModeInvestigation'] })
  environment.visible.set(false)
  await clock.pass(90_000)
  environment.visible.set(true)
  const shown = lines.find(({ text }) => text === 'page shown')
  expect(shown?.entry.detail).toMatchObject({ hiddenMs: 90_000, status: 'live', online: true })
})

test('a console takes lines at their levels, with their facts', () => {
  const { realtime, trace } = world()
  vi.stubGlobal('reportError', () => undefined)
  const console = { debug: vi.fn(), info: vi.fn(), warn: vi.fn() }
  logTrace(trace, console, { categories: ['DeadModeInvestigation'] })
  realtime.emit({ type: 'BROKEN' })
  const facts: unknown = expect.objectContaining({ type: 'BROKEN', advice: expect.any(String) })
  expect(console.warn).toHaveBeenCalledWith('[DeadModeInvestigation]', 'router rule failed', facts)
  expect(console.debug).toHaveBeenCalledWith(
    '[DeadModeInvestigation]',
    'router event',
    expect.anything(),
  )
  expect(console.info).not.toHaveBeenCalled()
})

test('W2: a logger that throws is reported, and all goes on', async () => {
  const report = vi.fn()
  vi.stubGlobal('reportError', report)
  const { change, clock, goLive, trace, watch } = world()
  logTrace(
    trace,
    () => {
      throw new Error('a fault of the app')
    },
    { categories: logCategories },
  )
  goLive()
  const list = watch(['list', 'a'])
  await list.answer()
  change('a')
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(2)
  expect(report).toHaveBeenCalled()
})

test('what is no logger and what is no category is refused', () => {
  const { trace } = world()
  const refusal = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return error instanceof EverfreshError ? error.message : error
    }
  }
  expect(refusal(() => logTrace(trace, undefined as never))).toMatch(/the logger is undefined/)
  expect(refusal(() => logTrace(trace, {} as never))).toMatch(/the logger's debug is undefined/)
  const log = logTrace(trace, () => undefined)
  expect(refusal(() => log.set('auth' as never, true))).toMatch(
    /the category is "auth". It must be DeadModeInvestigation/,
  )
})
