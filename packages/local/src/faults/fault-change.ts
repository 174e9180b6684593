import type { Outage, RealtimeMode } from '../context.ts'

/** Every join is answered with an error, as the server does that does not want it. */
export interface Refusal {
  /** In the server's own form, such as `Unauthorized: You do not have permissions …`. */
  readonly reason: string
}

/** What to break. A part that is not named stays as it is; `null` mends it. */
export interface FaultChange {
  readonly rest?: Outage | null
  readonly auth?: Outage | null
  readonly storage?: Outage | null
  /**
   * - `off`: sockets are cut and handshakes refused, while the other parts go on.
   * - `half-open`: open sockets stay open and fall silent for good, and handshakes hang.
   * - `hang`: handshakes are accepted and never answered, while open sockets go on.
   */
  readonly realtime?: RealtimeMode
  readonly joins?: Refusal | null
}

/** A wish for a fault that makes no sense; `message` says what is accepted. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}

const MODES: readonly RealtimeMode[] = ['on', 'off', 'half-open', 'hang']

const PARTS: Readonly<Record<keyof FaultChange, (value: unknown, name: string) => void>> = {
  rest: checkOutage,
  auth: checkOutage,
  storage: checkOutage,
  realtime: value => {
    if (!MODES.includes(value as RealtimeMode))
      throw new FaultError(`\`realtime\` must be one of ${MODES.join(', ')}.`)
  },
  joins: checkRefusal,
}

/** Checks what came from outside. Throws FaultError. */
export function readFaultChange(input: unknown): FaultChange {
  const fields = readObject(input, 'The faults')
  for (const [name, value] of Object.entries(fields)) {
    if (!isPart(name)) {
      throw new FaultError(
        `There is no fault \`${name}\`: choose from ${Object.keys(PARTS).join(', ')}.`,
      )
    }
    PARTS[name](value, name)
  }
  return fields as FaultChange
}

/** Checks a WebSocket close code; 1006 stands for cutting the connection without a word. Throws FaultError. */
export function readCloseCode(input: unknown): number | undefined {
  if (input === undefined) return undefined
  const legal = [1000, 1001, 1003, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 1014]
  if (isWholeBetween(input, 3000, 4999) || legal.includes(input as number)) return input as number
  throw new FaultError(`\`code\` must be one of ${legal.join(', ')}, or 3000 to 4999.`)
}

/** Checks the name of a topic, without `realtime:`; undefined stands for all. Throws FaultError. */
export function readTopic(input: unknown): string | undefined {
  if (input === undefined || (typeof input === 'string' && input !== '')) return input
  throw new FaultError('`topic` must be the name of a channel, or left out for all of them.')
}

/** Checks for a JSON object. Throws FaultError with `what` as its subject. */
export function readObject(input: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return input as Readonly<Record<string, unknown>>
  }
  throw new FaultError(`${what} must be a JSON object.`)
}

function isPart(name: string): name is keyof FaultChange {
  return Object.hasOwn(PARTS, name)
}

function checkOutage(value: unknown, name: string): void {
  if (value === null) return
  const { status, retryAfter, ...rest } = readObject(value, `\`${name}\``)
  if (!isWholeBetween(status, 400, 599)) {
    throw new FaultError(`\`${name}.status\` must be an HTTP status from 400 to 599.`)
  }
  if (retryAfter !== undefined && !isWholeBetween(retryAfter, 0, 86_400)) {
    throw new FaultError(`\`${name}.retryAfter\` must be whole seconds from 0 to 86400.`)
  }
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined) {
    throw new FaultError(
      `\`${name}.${unknown}\` is unknown: an outage has a status and a retryAfter.`,
    )
  }
}

function checkRefusal(value: unknown): void {
  if (value === null) return
  const { reason, ...rest } = readObject(value, '`joins`')
  if (typeof reason !== 'string' || reason === '')
    throw new FaultError('`joins.reason` must be the text of a refusal.')
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined)
    throw new FaultError(`\`joins.${unknown}\` is unknown: a refusal has a reason.`)
}

function isWholeBetween(value: unknown, low: number, high: number): boolean {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high
}
