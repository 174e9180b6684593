import { resolve } from 'node:path'
import { Failure } from '../failure.mjs'
import { parseOptions, toCount } from '../options.mjs'

export const help = `npm start -- [options]

  --fresh             begin anew: delete the data of the last start first
  --port N            the backend's port (54321; 0 takes any free one)
  --web-port N        the page's port (5173, or the next free one; 0 takes any free one)
  --db URL            use this PostgreSQL instead of our own (15 or newer, wal_level=logical)
  --data DIR          where the data is kept (.everfresh/local)
  --no-worker         start no worker: tasks stay queued
  --workers N         how many workers share the tasks (1)
  --speed N           how many times faster the workers are (1)
  --failure-rate N    the part of all tasks that fail on purpose, 0 to 1 (0)
  --completion STYLE  task, picture and shot in one commit (transaction), in three (steps),
                      or in three in any order (shuffled)
  --faults            open the control API for faults at /_everfresh/faults
  --help              show this
`

/**
 * @typedef {object} StartOptions
 * @property {boolean} help
 * @property {boolean} fresh
 * @property {number} port
 * @property {number} webPort
 * @property {string | undefined} db
 * @property {string | undefined} data An absolute path.
 * @property {number} workers How many; 0 for none.
 * @property {string[]} workerArgs What every worker is started with; it knows what they may be.
 * @property {boolean} faults
 */

const known = /** @type {const} */ ({
  fresh: { type: 'boolean', default: false },
  port: { type: 'string', default: '54321' },
  'web-port': { type: 'string', default: '5173' },
  db: { type: 'string' },
  data: { type: 'string' },
  'no-worker': { type: 'boolean', default: false },
  workers: { type: 'string', default: '1' },
  speed: { type: 'string' },
  'failure-rate': { type: 'string' },
  completion: { type: 'string' },
  'separate-commits': { type: 'boolean', default: false },
  faults: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
})

/**
 * Reads the command line. Throws a `Failure` for what it does not know.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {StartOptions}
 */
export function readOptions(args, env = process.env) {
  refuseOptionsTakenByNpm(env)
  const values = parseOptions('npm start', known, args)
  const [port, webPort] = [toPort('--port', values.port), toPort('--web-port', values['web-port'])]
  if (port === webPort && port !== 0) {
    throw new Failure(
      `--port and --web-port are both ${port}, but the backend and the page need a port each. Choose another for one of them.`,
    )
  }
  return {
    help: values.help,
    fresh: values.fresh,
    port,
    webPort,
    db: values.db === undefined ? undefined : toDatabase(values.db),
    data: values.data === undefined ? undefined : resolve(notEmpty('--data', values.data)),
    workers: values['no-worker'] ? 0 : toWorkers(values.workers),
    workerArgs: [
      ...given('speed', values.speed),
      ...given('failure-rate', values['failure-rate']),
      ...given('completion', values.completion),
      ...(values['separate-commits'] ? ['--separate-commits'] : []),
    ],
    faults: values.faults,
  }
}

/**
 * @param {string} option
 * @param {string} text
 */
function toPort(option, text) {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new Failure(
    `${option} needs a number from 0 to 65535, and got "${text}". Try ${option} ${option === '--port' ? 54_400 : 5_180}.`,
  )
}

// Each has a connection for realtime and asks for tasks; more than the machine has cores is no faster.
const mostWorkers = 8

/** @param {string} text */
function toWorkers(text) {
  const count = toCount('--workers', text)
  if (count <= mostWorkers) return count
  throw new Failure(`--workers takes ${mostWorkers} at most, and got ${count}.`)
}

/**
 * @param {string} name
 * @param {string | undefined} value
 */
function given(name, value) {
  return value === undefined ? [] : [`--${name}=${value}`]
}

/** @param {string} text Never shown: it may hold a password. */
function toDatabase(text) {
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text
  throw new Failure(
    '--db needs the address of a PostgreSQL, and got something else. It looks like this: --db postgres://user:password@127.0.0.1:5432/postgres',
  )
}

/**
 * @param {string} option
 * @param {string} text
 */
function notEmpty(option, text) {
  if (text.trim() !== '') return text
  throw new Failure(`${option} needs the path of a folder, and got nothing.`)
}

/**
 * `npm start --fresh` without the two dashes gives the option to npm, which keeps it.
 * @param {NodeJS.ProcessEnv} env
 */
function refuseOptionsTakenByNpm(env) {
  if (env.npm_lifecycle_event !== 'start') return
  const taken = Object.keys(known).find(name => variableOfNpm(name) in env)
  if (taken === undefined) return
  throw new Failure(
    `npm kept --${taken} for itself. Options of Everfresh go after two dashes: npm start -- --${taken}`,
  )
}

/**
 * npm reads `--no-x` as x being false.
 * @param {string} option
 */
function variableOfNpm(option) {
  return `npm_config_${option.replace(/^no-/, '').replaceAll('-', '_')}`
}
