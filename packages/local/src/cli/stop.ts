import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BackendStatus } from '../inspect/status.ts'
import { LocalError } from '../local-error.ts'
import { defineCommand, type Command } from './command.ts'
import { findBackend, notRunning, PLACE_HELP, PLACE_OPTIONS, placeOf } from './find-backend.ts'

const ATTEMPTS = 100
const PAUSE_MS = 100

/** Stops a running backend. */
export const stop: Command = defineCommand({
  name: 'stop',
  usage: '[options]',
  about: `Stops the backend that runs, and waits until it has. The data stays.

${PLACE_HELP}
  --help            show this`,
  options: PLACE_OPTIONS,
  run: async ({ values, terminal }) => {
    const place = placeOf(values)
    const found = await findBackend(place)
    if (found === undefined) {
      terminal.out(notRunning(place))
      return 0
    }
    await end(found)
    terminal.out(`Stopped the backend at ${found.url}.`)
    return 0
  },
})

/** Whoever answered has said its process id: it means something on its own machine only. */
async function end({ pid, machine, url }: BackendStatus): Promise<void> {
  if (machine !== hostname()) {
    throw new LocalError('not-stopped', `The backend at ${url} runs on ${machine}: stop it there.`)
  }
  signal(pid)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!isAlive(pid)) return
    await sleep(PAUSE_MS)
  }
  throw new LocalError(
    'not-stopped',
    `The process ${pid} was asked to stop and has not: look at what it does, or end it with kill -9 ${pid}.`,
  )
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // It has ended by itself meanwhile.
    if (code === 'ESRCH') return
    throw new LocalError(
      'not-stopped',
      `The process ${pid} cannot be stopped (${message}): let its owner stop it.`,
      { cause: error },
    )
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
