import { resolve } from 'node:path'
import { LocalError } from '../local-error.ts'
import { startLocal } from '../start-local.ts'
import { block } from './block.ts'
import { defineCommand, UsageError, type Command } from './command.ts'
import { DEFAULT_DATA_DIR, findBackend } from './find-backend.ts'

/** Deletes the data and makes it anew. */
export const reset: Command = defineCommand({
  name: 'reset',
  usage: '[options]',
  about: `Deletes the database and makes it anew from the migrations and the seed. The backend must be stopped.

  --data DIR        folder for the database's files (.everfresh/local)
  --project DIR     the folder that holds supabase/ (the current one)
  --migrations DIR  the folder of the migrations (supabase/migrations of the project)
  --seed FILE       the seed (supabase/seed.sql of the project)
  --yes             do not ask
  --help            show this`,
  options: {
    data: { type: 'string' },
    db: { type: 'string' },
    project: { type: 'string' },
    migrations: { type: 'string' },
    seed: { type: 'string' },
    yes: { type: 'boolean' },
  },
  run: async ({ values, terminal }) => {
    if (values.db !== undefined) {
      throw new UsageError(
        'reset deletes only databases made here: empty one of your own yourself.',
      )
    }
    const dataDir = values.data ?? DEFAULT_DATA_DIR
    const running = await findBackend({ dataDir })
    if (running !== undefined) {
      const stop = values.data === undefined ? 'stop' : `stop --data ${values.data}`
      throw new LocalError(
        'data-in-use',
        `The backend at ${running.url} uses ${resolve(dataDir)}: run everfresh-local ${stop} first.`,
      )
    }
    if (values.yes !== true) {
      if (!terminal.isInteractive) {
        throw new UsageError(`reset deletes all data in ${resolve(dataDir)}: say --yes to confirm.`)
      }
      if (!(await terminal.confirm(`Delete all data in ${resolve(dataDir)}?`))) {
        terminal.out('Nothing was deleted.')
        return 1
      }
    }
    const backend = await startLocal({
      port: 0,
      fresh: true,
      dataDir,
      ...(values.project === undefined ? {} : { projectDir: values.project }),
      ...(values.migrations === undefined ? {} : { migrationsDir: values.migrations }),
      ...(values.seed === undefined ? {} : { seedFile: values.seed }),
      log: ({ step, detail }) => {
        if (step !== 'backend') terminal.out(block([[step, detail]]))
      },
      warn: line => terminal.err(line),
    })
    await backend.stop()
    terminal.out(`The data in ${resolve(dataDir)} is new.`)
    return 0
  },
})
