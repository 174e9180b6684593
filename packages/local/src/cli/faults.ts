import type { ActName } from '../faults/act.ts'
import type { Fault } from '../faults/fault.ts'
import { accepted, type Field } from '../faults/field.ts'
import {
  ACTS,
  createFaultClient,
  FAULTS,
  FaultError,
  SCOPE,
  type FaultClient,
} from '../faults/index.ts'
import { block, counted } from './block.ts'
import { defineCommand, UsageError, type Command } from './command.ts'
import { faultWords } from './fault-words.ts'
import { PLACE_HELP, PLACE_OPTIONS, requireBackend } from './find-backend.ts'
import type { Terminal } from './terminal.ts'

/** The acts as words of a command line, such as `drop-sockets`. */
const ACT_WORDS: ReadonlyMap<string, ActName> = new Map(
  (Object.keys(ACTS) as ActName[]).map(name => [
    name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`),
    name,
  ]),
)
const MOST_WORDS = 20

/** Breaks a running backend on purpose, and mends it. */
export const faults: Command = defineCommand({
  name: 'faults',
  usage: '[list | add TYPE … | remove ID | reset | kinds | ACT …] [options]',
  about: `Breaks the running backend on purpose, and mends it. It must have been started with --faults.

  list              what is broken (also without a word)
  add TYPE K=V…     break something: add http-error service=rest status=503 count=3
  remove ID         mend it
  reset             mend everything
  kinds             every type of fault and every act, with what it takes
  ACT K=V…          once, to what is open: ${[...ACT_WORDS.keys()].slice(0, 4).join(', ')}, …

${PLACE_HELP}
  --json            list as JSON
  --help            show this`,
  words: MOST_WORDS,
  options: { ...PLACE_OPTIONS, json: { type: 'boolean' } },
  run: async ({ values, words, terminal }) => {
    const [word = 'list', ...rest] = words
    if (word === 'kinds') {
      terminal.out(kinds())
      return 0
    }
    const found = await requireBackend(values)
    if (!found.faults.isServed) {
      terminal.err(
        'This backend was started without --faults: everfresh-local stop, then start it with --faults.',
      )
      return 1
    }
    try {
      await carryOut(
        { client: createFaultClient(found.url), terminal, json: values.json },
        word,
        rest,
      )
      return 0
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      if (error.code === 'bad-fault') throw new UsageError(error.message, { cause: error })
      terminal.err(error.message)
      return 1
    }
  },
})

interface Call {
  readonly client: FaultClient
  readonly terminal: Terminal
  readonly json: boolean | undefined
}

async function carryOut(call: Call, word: string, rest: readonly string[]): Promise<void> {
  const { client, terminal } = call
  const act = ACT_WORDS.get(word)
  if (act !== undefined) {
    const struck = await client[act](readPairs(rest, ACTS[act].fields))
    return terminal.out(struck === 0 ? 'There was nothing open.' : `Done, to ${struck}.`)
  }
  switch (word) {
    case 'list':
      return list(call)
    case 'add':
      return add(call, rest)
    case 'remove':
      return remove(call, rest)
    case 'reset':
      await client.reset()
      return terminal.out('Nothing is broken any more.')
    default: {
      const known = ['list', 'add', 'remove', 'reset', 'kinds', ...ACT_WORDS.keys()].join(', ')
      throw new UsageError(`There is no "faults ${word}": choose from ${known}.`)
    }
  }
}

async function list({ client, terminal, json }: Call): Promise<void> {
  const found = await client.list()
  if (json === true) return terminal.out(JSON.stringify(found, null, 2))
  if (found.length === 0) return terminal.out('Nothing is broken.')
  terminal.out(
    block(
      found.map(info => [
        info.id,
        `${faultWords(info)}: ${info.phase}, struck ${counted(info.strikes, 'time')}`,
      ]),
    ),
  )
}

async function add({ client, terminal }: Call, [type, ...pairs]: readonly string[]): Promise<void> {
  const kind = Object.entries(FAULTS).find(([name]) => name === type)?.[1]
  if (type === undefined || kind === undefined) {
    const known = Object.keys(FAULTS).join(', ')
    const what =
      type === undefined
        ? 'faults add takes a type of fault'
        : `There is no type of fault "${type}"`
    throw new UsageError(`${what}: choose from ${known}.`)
  }
  const given = readPairs(pairs, { ...kind.fields, ...SCOPE })
  const isScope = ([name]: readonly [string, unknown]): boolean => Object.hasOwn(SCOPE, name)
  const fields = Object.entries(given).filter(pair => !isScope(pair))
  const scope = Object.fromEntries(Object.entries(given).filter(isScope))
  // The backend checks it, and says what is wrong.
  const fault = { type, ...Object.fromEntries(fields) } as Fault
  terminal.out((await client.add(fault, scope)).id)
}

async function remove({ client, terminal }: Call, [id]: readonly string[]): Promise<void> {
  if (id === undefined) throw new UsageError('faults remove takes the id that faults list shows.')
  if (!(await client.remove(id))) {
    throw new FaultError(
      `There is no fault ${id}: everfresh-local faults list shows all.`,
      'unknown-fault',
    )
  }
  terminal.out(`${id} is mended.`)
}

/** Reads `name=value` words into what each field takes. Throws UsageError. */
function readPairs(
  words: readonly string[],
  fields: Readonly<Record<string, Field>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    words.map(word => {
      const [, name = '', text = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? []
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (field === undefined) {
        const known = Object.keys(fields).join(', ')
        throw new UsageError(`"${word}" is none of what can be said here as name=value: ${known}.`)
      }
      return [name, valueOf(text, field)]
    }),
  )
}

/** What makes no sense stays text: the backend refuses it in its own words. */
function valueOf(text: string, { takes }: Field): unknown {
  const isNumber = takes.kind === 'whole' || takes.kind === 'close-code'
  if (isNumber && /^-?\d+$/.test(text)) return Number(text)
  if (takes.kind === 'flag' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

function kinds(): string {
  const fieldLines = (fields: Readonly<Record<string, Field>>): readonly string[] =>
    Object.entries(fields).map(
      ([name, field]) =>
        `    ${name.padEnd(12)}${accepted(field)}${field.required === true ? ', needed' : ''}. ${field.about}`,
    )
  const faultsShown = Object.entries(FAULTS).flatMap(([type, { about, fields, scope }]) => [
    '',
    `  ${type}: ${about}`,
    ...fieldLines(fields),
    `    scope: ${[...scope, 'afterMs', 'forMs'].join(', ')}`,
  ])
  const actsShown = [...ACT_WORDS].flatMap(([word, name]) => [
    '',
    `  ${word}: ${ACTS[name].about}`,
    ...fieldLines(ACTS[name].fields),
  ])
  const scopeShown = fieldLines(SCOPE)
  return [
    'Types of fault, for faults add:',
    ...faultsShown,
    '',
    'Scope, where it is named:',
    ...scopeShown,
    '',
    'Acts:',
    ...actsShown,
  ].join('\n')
}
