import { PURPOSE } from '../about.ts'
import { lineOf } from '../activity/line.ts'
import type { LocalOptions } from '../options.ts'
import { startLocal } from '../start-local.ts'
import { accessRows, block } from './block.ts'
import { defineCommand, readChoice, readPort, type Command } from './command.ts'
import { startInBackground } from './detach.ts'
import { untilStopped } from './until-stopped.ts'

const PROFILES = ['fast', 'production'] as const

/** Starts a backend and serves until it is told to stop. */
export const start: Command = defineCommand({
  name: 'start',
  usage: '[options]',
  about: `Starts a real PostgreSQL and serves it to supabase-js on 127.0.0.1, until Ctrl-C.
It applies supabase/migrations/*.sql and supabase/seed.sql of the project.

  --port N          port of the backend (54321; 0 takes any free one)
  --host ADDR       address to listen at (127.0.0.1; 0.0.0.0: all, open to other machines)
  --data DIR        folder for the database's files (.everfresh/local)
  --db URL          use this PostgreSQL instead (postgres://..., wal_level=logical)
  --project DIR     the folder that holds supabase/ (the current one)
  --migrations DIR  the folder of the migrations (supabase/migrations of the project)
  --seed FILE       the seed (supabase/seed.sql of the project)
  --fresh           delete the database and begin anew
  --profile NAME    fast, or production: with the delays of the real server (fast)
  --faults          serve the control API for faults at /_everfresh/
  --log             print a line for each request, websocket and channel
  --detach          go on in the background; everfresh-local stop stops it
  --help            show this`,
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
    db: { type: 'string' },
    project: { type: 'string' },
    migrations: { type: 'string' },
    seed: { type: 'string' },
    fresh: { type: 'boolean' },
    profile: { type: 'string' },
    faults: { type: 'boolean' },
    log: { type: 'boolean' },
    detach: { type: 'boolean' },
  },
  run: async ({ values, args, terminal }) => {
    const options: LocalOptions = {
      ...given('port', readPort(values.port)),
      ...given('host', values.host),
      ...given('dataDir', values.data),
      ...given('db', values.db),
      ...given('projectDir', values.project),
      ...given('migrationsDir', values.migrations),
      ...given('seedFile', values.seed),
      ...given('profile', readChoice('--profile', PROFILES, values.profile)),
      fresh: values.fresh ?? false,
      faults: values.faults ?? false,
    }
    if (values.detach === true) return startInBackground(options, args, terminal)
    terminal.out(PURPOSE)
    const starting = startLocal({
      ...options,
      log: ({ step, detail }) => terminal.out(block([[step, detail]])),
      warn: line => terminal.err(line),
      ...(values.log === true
        ? { activity: activity => terminal.out(`${clock()} ${lineOf(activity)}`) }
        : {}),
    })
    const stopped = untilStopped(starting)
    const backend = await starting
    terminal.out(`\n${block(accessRows(backend))}\n\nCtrl-C stops it.`)
    process.send?.('ready')
    return stopped
  },
})

/** The option when it was given: an option that is undefined is another thing than none. */
function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, Value>>)
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8)
}
