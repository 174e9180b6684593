import { parseArgs } from 'node:util'
import { Failure, errorCode } from './failure.mjs'

/**
 * Reads the options of a command. Throws a `Failure` for what it does not know.
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} Known
 * @param {string} command As it is typed, such as `npm start`.
 * @param {Known} known
 * @param {readonly string[]} args
 */
export function parseOptions(command, known, args) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false })
      .values
  } catch (error) {
    throw new Failure(`${complaint(command, error)} \`${command} -- --help\` lists the options.`)
  }
}

/**
 * A number from 1. Throws a `Failure` for anything else.
 * @param {string} option
 * @param {string} text
 */
export function toCount(option, text) {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new Failure(`${option} takes a whole number from 1, and ${JSON.stringify(text)} is none.`)
}

/**
 * @param {string} command
 * @param {unknown} error What parseArgs threw.
 */
function complaint(command, error) {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
  const name = /'([^']*)'/.exec(message)?.[1] ?? ''
  const code = errorCode(error)
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${name}.`
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
    return `${command} takes options only, and "${name}" is none.`
  }
  return message.endsWith('.') ? message : `${message}.`
}
