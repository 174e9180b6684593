import { run } from './command.mjs'
import { Failure, errorCode } from './failure.mjs'

/** With short waits between attempts, so that a machine without a network hears of it within seconds. */
const quietly = [
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--loglevel=error',
  '--fetch-retry-factor=2',
  '--fetch-retry-mintimeout=1000',
]

/**
 * Installs what package-lock.json names, with dev and optional packages whatever the machine's own npm is set to.
 * @param {string} cwd
 * @param {AbortSignal} signal
 */
export async function npmCi(cwd, signal) {
  await npm(['ci', '--include=dev', '--include=optional'], { cwd, signal })
}

/**
 * Installs what the package.json of a folder names, whatever its packages say of each other. None of their scripts
 * is run.
 * @param {string} cwd
 * @param {AbortSignal} signal
 */
export async function npmInstall(cwd, signal) {
  await npm(['install', '--legacy-peer-deps', '--ignore-scripts'], { cwd, signal })
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, signal: AbortSignal }} options
 */
async function npm(args, options) {
  const [command, before] = npmCommand(process.env)
  const { code, output } = await run(command, [...before, ...args, ...quietly], options).catch(
    error => {
      if (errorCode(error) !== 'ENOENT') throw error
      throw new Failure(
        'npm was not found, so the dependencies cannot be installed. It comes with Node (https://nodejs.org); install it, or put it on the PATH, and run the command again.',
      )
    },
  )
  if (code !== 0) throw new Failure(explainNpm(`npm ${args[0]}`, output, code))
}

/**
 * The npm that started us, else the one on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, string[]]}
 */
export function npmCommand(env) {
  const script = env.npm_execpath
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return [process.execPath, [script]]
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', 'npm']] : ['npm', []]
}

/** @type {ReadonlyArray<readonly [RegExp, (code: string) => string]>} */
const causes = [
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|E\w*TIMEDOUT|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|ENETUNREACH|EHOSTUNREACH|ENETWORK|FETCH_ERROR)$/,
    code =>
      `npm cannot reach its registry (${code}), so the dependencies cannot be installed. Check the network, the proxy, and \`npm config get registry\`, then run the command again.`,
  ],
  [
    /CERT|UNABLE_TO_|SELF_SIGNED/,
    code =>
      `npm does not trust its registry's certificate (${code}), so the dependencies cannot be installed. Name your network's certificate with \`npm config set cafile FILE\`, then run the command again.`,
  ],
  [
    /^E(401|403|407|NEEDAUTH)$/,
    code =>
      `npm's registry refuses this machine (${code}), so the dependencies cannot be installed. Check \`npm config get registry\` and your login to it or to the proxy, then run the command again.`,
  ],
  [
    /^(E404|ETARGET|E5\d\d)$/,
    code =>
      `npm's registry could not deliver a package (${code}). Check that \`npm config get registry\` is a whole mirror of npm, then run the command again.`,
  ],
  [
    /^(EACCES|EPERM|EROFS)$/,
    code =>
      `npm may not write to node_modules (${code}). Give your user the right to write there, or clone the repository to a folder of your own, and run the command again.`,
  ],
  [/^ENOSPC$/, () => 'The disk is full (ENOSPC). Free about 700 MB and run the command again.'],
  [
    /^EUSAGE$/,
    () =>
      'package.json and package-lock.json do not agree (EUSAGE). Run `npm install` once, then the command again.',
  ],
  [
    /^(EINTEGRITY|TAR_\w+|Z_\w+)$/,
    code =>
      `A downloaded package is damaged (${code}). Run \`npm cache clean --force\`, then the command again.`,
  ],
]

/**
 * One sentence for what npm said.
 * @param {string} command
 * @param {string} output
 * @param {number | null} exit
 * @returns {string}
 */
function explainNpm(command, output, exit) {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(output)?.[1] ?? ''
  const cause = causes.find(([pattern]) => pattern.test(code))
  if (cause !== undefined) return cause[1](code)
  return `${output.trimEnd()}\n\`${command}\` ended with ${exit ?? 'a signal'}, so the dependencies are not installed; what it said stands above. Put that right and run the command again.`
}
