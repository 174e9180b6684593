import { randomUUID } from 'node:crypto'
import { createBackend, createServiceClient } from './backend.ts'
import { createComplete } from './completion.ts'
import { createMake } from './make.ts'
import { OptionError, readOptions, type Options } from './options.ts'
import { createBadLuck } from './order.ts'
import { work } from './work.ts'

// How long unfinished work may hold up the end of the process.
const stopLimitMs = 1500

// A parent that went away takes the pipe with it; that is no reason to leave a task half done.
process.stdout.on('error', () => undefined)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  const end = (): void => {
    if (stop.signal.aborted) return
    stop.abort()
    setTimeout(() => process.exit(0), stopLimitMs)
  }
  process.on('SIGTERM', end).on('SIGINT', end).on('disconnect', end)
  return stop.signal
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const client = createServiceClient(options.url, options.serviceKey)
  const backend = createBackend(client)
  await work(
    {
      backend,
      complete: createComplete(client, options.completion, Math.random),
      make: createMake(backend),
      failsOnPurpose: createBadLuck(options.failureRate, options.failureSeed),
      workerId: `worker-${randomUUID()}`,
      paceMs: options.paceMs / options.speed,
      concurrency: options.concurrency,
      orphanAfterMs: options.orphanAfterS * 1000,
      random: Math.random,
      now: () => performance.now(),
      say,
      onReady: () => {
        say('ready: waiting for tasks')
        process.send?.({ type: 'ready' })
      },
    },
    signal,
  )
}

try {
  await run(readOptions(process.argv.slice(2), process.env), stopSignal())
  process.exit(0)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  const advice =
    error instanceof OptionError
      ? ''
      : ' Check SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY, and that supabase/migrations are applied.'
  process.stderr.write(`The worker cannot start: ${message}${advice}\n`)
  process.exit(1)
}
