import type { Migration } from './migration-folder.ts'

/** A table that a migration makes, as far as its text tells. */
export interface FoundTable {
  /** As `create table` names it, without `public.`. */
  readonly name: string
  /** Each column that points at one column of another table. */
  readonly references: readonly Reference[]
}

interface Reference {
  readonly column: string
  readonly table: string
}

const NAME = String.raw`(?:"?\w+"?\.)?"?\w+"?`
const TABLE = new RegExp(
  String.raw`\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(${NAME})\s*\(`,
  'gi',
)
const INLINE = new RegExp(String.raw`^"?(\w+)"?\s[\s\S]*?\breferences\s+(${NAME})`, 'i')
const CONSTRAINT = new RegExp(
  String.raw`\bforeign\s+key\s*\(([^)]*)\)\s*references\s+(${NAME})`,
  'i',
)

/**
 * The tables that migrations make, with their foreign keys: read from the text, without understanding SQL.
 * What is made otherwise is not found.
 */
export function findTables(migrations: readonly Migration[]): readonly FoundTable[] {
  const found = migrations.flatMap(({ text }) => tablesIn(withoutComments(text)))
  return [...new Map(found.map(table => [table.name, table])).values()]
}

function tablesIn(sql: string): readonly FoundTable[] {
  return Array.from(sql.matchAll(TABLE), ({ 0: head, 1: name = '', index }) => ({
    name: plain(name),
    references: partsOf(sql.slice(index + head.length)).flatMap(referencesOf),
  }))
}

/** What stands between the parentheses, part by part. */
function partsOf(sql: string): readonly string[] {
  const parts = ['']
  let depth = 1
  for (const letter of sql) {
    if (letter === '(') depth += 1
    else if (letter === ')') depth -= 1
    if (depth === 0) break
    if (letter === ',' && depth === 1) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${letter}`)
  }
  return parts.map(part => part.trim())
}

function referencesOf(part: string): readonly Reference[] {
  const [, columns = '', parent = ''] = CONSTRAINT.exec(part) ?? []
  if (parent !== '') {
    // Of a key of several columns nobody can tell which leads on.
    return columns.includes(',') ? [] : [{ column: plain(columns.trim()), table: plain(parent) }]
  }
  const [, column = '', table = ''] = INLINE.exec(part) ?? []
  return table === '' || column.toLowerCase() === 'constraint'
    ? []
    : [{ column, table: plain(table) }]
}

function plain(name: string): string {
  return name.replaceAll('"', '').replace(/^public\./i, '')
}

function withoutComments(sql: string): string {
  return sql.replaceAll(/--.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '')
}
