import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testBackend, type LocalBackend } from '../testing/index.ts'
import { createFaultClient, FaultError, type FaultClient } from './index.ts'
import { openFaultStage, type FaultStage } from './testing/stage.ts'

let stage: FaultStage
let backend: LocalBackend
let faults: FaultClient
beforeAll(async () => {
  stage = await openFaultStage({ faults: true })
  backend = stage.backend
  faults = createFaultClient(backend.url)
})
afterAll(() => stage.stop())
afterEach(() => stage.leave())

const read = async (): Promise<number> => (await stage.stranger().from('notes').select()).status

describe('from another process', () => {
  it('a fault strikes, tells how often, and is mended', async () => {
    const fault = await faults.add(
      { type: 'http-error', service: 'rest', status: 500 },
      { count: 2 },
    )
    expect([await read(), await read(), await read()]).toEqual([500, 500, 200])
    expect(await fault.strikes()).toBe(2)
    expect(await faults.list()).toEqual([
      {
        id: fault.id,
        fault: { type: 'http-error', service: 'rest', status: 500 },
        scope: { count: 2 },
        phase: 'spent',
        strikes: 2,
      },
    ])
    await fault.remove()
    await fault.remove()
    expect(await fault.strikes()).toBe(2)
    expect(await faults.list()).toEqual([])
  })

  it('everything is mended at once, and one by its id', async () => {
    const { id } = await faults.add({ type: 'http-error', status: 500 })
    await faults.set({ auth: { status: 503 } })
    expect(await faults.remove(id)).toBe(true)
    expect(await faults.remove(id)).toBe(false)
    expect(await faults.state()).toMatchObject({ rest: null, auth: { status: 503 } })
    await faults.reset()
    expect(await faults.state()).toMatchObject({ auth: null })
    expect(backend.faults.list()).toEqual([])
  })

  it('every act says how many it struck', async () => {
    const acts = [
      faults.dropSockets({ code: 1006 }),
      faults.silenceSockets(),
      faults.closeChannels({ topic: 'room' }),
      faults.crashChannels(),
      faults.expireTokens(),
      faults.limitChannels(),
      faults.restartEngine({ count: 1 }),
      faults.killPoller(),
    ]
    expect(await Promise.all(acts)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })

  it('what makes no sense is refused as it is at home', async () => {
    const wrong = faults.add({ type: 'http-error', status: 200 })
    await expect(wrong).rejects.toThrow(FaultError)
    await expect(wrong).rejects.toThrow('`status` must be a whole number from 400 to 599, not 200')
    await expect(faults.dropSockets({ code: 999 })).rejects.toThrow('`code` must be one of')
    const fault = await faults.add({ type: 'http-hang' })
    backend.faults.reset()
    await expect(fault.strikes()).rejects.toThrow('was removed, or reset')
  })

  it('a backend without the control says how to get it', async () => {
    const plain = await testBackend()
    await expect(createFaultClient(`${plain.url}/`).list()).rejects.toThrow('--faults')
    await plain.stop()
  })
})
