import { DatabaseError, type ClientBase } from 'pg'
import { LocalError } from '../local-error.ts'
import { splitStatements, type Statement } from './statements.ts'

/** SQL that a person wrote. */
export interface SqlFile {
  readonly name: string
  readonly text: string
}

/** SQL that a person wrote, taken apart. */
export interface Script extends SqlFile {
  readonly statements: readonly Statement[]
}

/** Which pg_dump writes around a dump, and which change nothing. */
const HARMLESS = /^\\(un)?restrict\b/
/** A script runs in one transaction whether it says so or not. */
const BEGIN_OR_COMMIT = /^(begin|start\s+transaction|commit|end)\b(?!\s+prepared)/i
const OTHER_CONTROL =
  /^(rollback(?!.*\bto\b)|abort|prepare\s+transaction|(commit|rollback)\s+prepared)\b/i
const EXCERPT = 120

/**
 * Takes a file apart. Throws `migration-failed`, naming file and line, when it holds what only psql
 * understands, or what would end the transaction that it runs in.
 */
export function readScript(file: SqlFile): Script {
  const statements = splitStatements(file.text).filter(
    ({ kind, text }) => kind !== 'psql-command' || !HARMLESS.test(text),
  )
  for (const statement of statements) {
    const objection = objectionTo(statement, wordsOf(file, statement))
    if (objection !== undefined) throw failed(file, statement.wordsAt, objection)
  }
  return { ...file, statements }
}

function objectionTo(statement: Statement, words: string): string | undefined {
  switch (statement.kind) {
    case 'psql-command':
      return `${words.split(/\s/)[0]} is a command of psql, not SQL: remove the line, and start again.`
    case 'copy-data':
      return 'the data below COPY … FROM stdin is read by psql only: write INSERT (pg_dump --inserts does), and start again.'
    case 'sql':
      return OTHER_CONTROL.test(words)
        ? `${excerptOf(words)} would undo or leave the transaction that every file runs in: remove it, and start again.`
        : undefined
  }
}

/** Runs all statements of the script on `client`, which is in a transaction. Throws `migration-failed`. */
export async function runScript(client: ClientBase, script: Script): Promise<void> {
  for (const statement of script.statements) {
    if (BEGIN_OR_COMMIT.test(wordsOf(script, statement))) continue
    await runStatement(client, script, statement)
  }
}

/** Throws `migration-failed` with file, line, column, PostgreSQL's reason and the statement's beginning. */
export async function runStatement(
  client: ClientBase,
  file: SqlFile,
  statement: Statement,
): Promise<void> {
  try {
    await client.query(statement.text)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const at = placeOf(statement, error.position)
    const reason = reasonOf(error)
    throw failed(
      file,
      at,
      `${reason} In: ${excerptOf(wordsOf(file, statement))} — Nothing of this file was applied: correct it and start again.`,
      error,
    )
  }
}

/** PostgreSQL's sentences, and what follows from the rule that a file is one transaction. */
function reasonOf(error: DatabaseError): string {
  const sentences = [error.message, error.detail, error.hint, error.where?.split('\n')[0]]
  if (error.code === '25001') sentences.push('Give it a file of its own, with nothing else in it')
  if (error.code === '55P04') {
    sentences.push('Move ALTER TYPE … ADD VALUE to a file of its own, before this one')
  }
  const said = sentences.filter(part => part !== undefined)
  return said.map(part => part.replace(/\.?$/, '.')).join(' ')
}

function failed(file: SqlFile, at: number, what: string, cause?: unknown): LocalError {
  const message = `${file.name}:${lineAndColumn(file.text, at)}: ${what}`
  return new LocalError('migration-failed', message, { cause })
}

/** PostgreSQL counts characters from 1, not UTF-16 units. It knows the place of some errors only. */
function placeOf(statement: Statement, position: string | undefined): number {
  if (position === undefined) return statement.wordsAt
  const before = Array.from(statement.text).slice(0, Number(position) - 1)
  return statement.at + before.join('').length
}

function lineAndColumn(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n')
  return `${lines.length}:${Array.from(lines.at(-1) ?? '').length + 1}`
}

function wordsOf({ text }: SqlFile, statement: Statement): string {
  return text.slice(statement.wordsAt, statement.at + statement.text.length)
}

function excerptOf(words: string): string {
  const line = words.replaceAll(/\s+/g, ' ')
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line
}
