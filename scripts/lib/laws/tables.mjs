import { join } from 'node:path'
import { parseSync, runnerImport } from 'vite'
import { folded } from './regions.mjs'

/**
 * @typedef {object} Table What `packages/core/test/tables` says of a machine; its own test holds it to the code.
 * @property {Readonly<Record<string, Readonly<Record<string, string>>>>} cells By state, then by event.
 * @property {Readonly<Record<string, string>>} [limits] By state.
 */

/**
 * @param {string} root
 * @returns {Promise<Readonly<Record<string, Table>>>} By the machine's name.
 */
export async function loadTables(root) {
  const file = join(root, 'packages/core/test/tables/index.ts')
  const { module } = await runnerImport(file, { root, configFile: false, logLevel: 'error' })
  return /** @type {{ tables: Record<string, Table> }} */ (module).tables
}

/**
 * The table as Markdown: a line for each event, a column for each state.
 * @param {Table} table
 * @returns {string}
 */
export function tableAsText({ cells, limits }) {
  const states = Object.keys(cells)
  const events = [...new Set(states.flatMap(state => Object.keys(cells[state] ?? {})))]
  const lines = [
    ['', ...states.map(state => `**${state}**`)],
    ['---', ...states.map(() => '---')],
    ...events.map(event => [event, ...states.map(state => cells[state]?.[event] ?? '')]),
    ...(limits === undefined
      ? []
      : [['_lasts at most_', ...states.map(state => limits[state] ?? '')]]),
  ]
  const text = lines.map(line => `| ${line.join(' | ')} |`).join('\n')
  return folded(`The whole table: ${states.length} states × ${events.length} events`, text)
}

/**
 * The declaration of an exported type, as the source has it.
 * @param {string} source
 * @param {string} name
 * @returns {string | undefined}
 */
export function typeIn(source, name) {
  const declared = parseSync('source.ts', source).program.body.find(
    statement =>
      statement.type === 'ExportNamedDeclaration' &&
      (statement.declaration?.type === 'TSTypeAliasDeclaration' ||
        statement.declaration?.type === 'TSInterfaceDeclaration') &&
      statement.declaration.id.name === name,
  )
  return declared === undefined ? undefined : source.slice(declared.start, declared.end)
}
