#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { PURPOSE, VERSION } from './about.ts'
import { LocalError } from './local-error.ts'
import type { LocalOptions } from './options.ts'
import { startLocal } from './start-local.ts'

const HELP = `${PURPOSE}

everfresh-local starts a real PostgreSQL and serves it to supabase-js on 127.0.0.1.
It applies supabase/migrations/*.sql and supabase/seed.sql of the project.

  --port N       port of the backend (54321; 0 takes any free one)
  --host ADDR    address to listen at (127.0.0.1; 0.0.0.0: all, open to other machines)
  --data DIR     folder for the database's files (.everfresh/local)
  --db URL       use this PostgreSQL instead (postgres://..., wal_level=logical)
  --project DIR  the folder that holds supabase/ (the current one)
  --fresh        delete the database and begin anew
  --faults       serve the control API for faults at /_everfresh/
  --help         show this
  --version      show the version
`

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  db: { type: 'string' },
  project: { type: 'string' },
  fresh: { type: 'boolean' },
  faults: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

const STOP_WITHIN_MS = 2000

async function main(): Promise<void> {
  const { values } = readArguments()
  if (values.help === true) return console.log(HELP)
  if (values.version === true) return console.log(VERSION)
  console.log(PURPOSE)
  const starting = startLocal({
    ...optionsOf(values),
    log: ({ step, detail }) => console.log(`${step.padEnd(12)}${detail}`),
    warn: line => console.error(line),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stop(starting))
  }
  const backend = await starting
  console.log(
    [
      '',
      `url          ${backend.url}`,
      `anon key     ${backend.anonKey}`,
      `service key  ${backend.serviceKey}`,
      `database     ${backend.databaseUrl}`,
      '',
      'Ctrl-C stops it.',
    ].join('\n'),
  )
}

type Values = ReturnType<typeof readArguments>['values']

function readArguments(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>> {
  try {
    return parseArgs({ options: OPTIONS })
  } catch (error) {
    // Node's first sentence names the option; what follows is about its own syntax.
    const what = (error as Error).message.split('. ')[0]
    throw new LocalError('bad-option', `${what}: everfresh-local --help shows what there is.`)
  }
}

function optionsOf(values: Values): LocalOptions {
  return {
    ...(values.port === undefined ? {} : { port: readPort(values.port) }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    ...(values.db === undefined ? {} : { db: values.db }),
    ...(values.project === undefined ? {} : { projectDir: values.project }),
    fresh: values.fresh ?? false,
    faults: values.faults ?? false,
  }
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new LocalError('bad-option', `--port takes a number from 0 to 65535, not "${text}".`)
}

async function stop(starting: ReturnType<typeof startLocal>): Promise<void> {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
  const backend = await starting.catch(() => undefined)
  await backend?.stop()
  process.exit(0)
}

try {
  await main()
} catch (error) {
  const expected = error instanceof LocalError
  console.error(expected ? error.message : error)
  process.exit(1)
}
