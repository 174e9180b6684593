import wrapAnsi from 'wrap-ansi'
import type { Style, Terminal } from '../terminal.ts'
import type { Check, CheckState } from './check.ts'
import type { DoctorFinding } from './finding.ts'
import { nameOf, type Target } from './target.ts'

type Pen = Pick<Terminal, 'style'>

const WIDTH = 80
const STATE_WIDTH = 9
const TITLE_WIDTH = 18
const INDENT = '  '

const STYLES: Readonly<Record<CheckState | 'info', Style>> = {
  ok: 'green',
  warning: 'yellow',
  error: 'red',
  skipped: 'dim',
  info: 'cyan',
}

/** What is examined, without a word that is secret. */
export function header({ api, database, tables, tablesFrom, topic }: Target, pen: Pen): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['project', api?.url],
    ['key', api && `from ${api.keyFrom}${api.token === undefined ? '' : ', with a user’s token'}`],
    ['database', databaseWords(database)],
    ['tables', tablesFrom && `${tables.map(nameOf).join(', ')} (from ${tablesFrom})`],
    ['topic', topic],
  ]
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [besides(name.padEnd(STATE_WIDTH), value)],
  )
  return [pen.style('bold', 'everfresh doctor'), ...lines, ''].join('\n')
}

function databaseWords(database: Target['database']): string | undefined {
  switch (database.kind) {
    case 'none':
      return undefined
    case 'url':
      return `its catalogue is read, by the address from ${database.from}`
    case 'migrations':
      return `a throw-away one, made by the migrations in ${database.folder}`
  }
}

/** One line of the table, or several where it wraps. */
export function printRow({ state, title, evidence }: Check, pen: Pen): string {
  const head = pen.style(STYLES[state], state.padEnd(STATE_WIDTH)) + title.padEnd(TITLE_WIDTH)
  return besides(head, evidence, STATE_WIDTH + TITLE_WIDTH)
}

/** Something to know before it is done. */
export function printExplained(text: string): string {
  return besides(' '.repeat(STATE_WIDTH), text, STATE_WIDTH)
}

/** Each finding with what to do and the SQL that mends it; empty where there is none. */
export function printFindings(checks: readonly Check[], pen: Pen): string {
  const findings = checks.flatMap(check => check.findings)
  return findings.map(finding => `\n${printFinding(finding, pen)}`).join('\n')
}

/** What was found, what to do, and the SQL. */
export function printFinding(
  { severity, title, evidence, next, sql, code }: DoctorFinding,
  pen: Pen,
): string {
  const head = pen.style('bold', pen.style(STYLES[severity], `${severity}: ${title}`))
  const lines = [
    wrapAnsi(head, WIDTH),
    indented(evidence),
    indented(next),
    ...(sql === undefined ? [] : ['', ...sql.split('\n').map(line => INDENT + INDENT + line), '']),
    pen.style('dim', `${INDENT}(${code})`),
  ]
  return lines.join('\n')
}

/** One line, the last. */
export function summary(checks: readonly Check[], pen: Pen): string {
  const count = (wanted: CheckState): number =>
    checks.filter(({ state }) => state === wanted).length
  const [errors, warnings, skipped] = [count('error'), count('warning'), count('skipped')]
  const parts = [
    `${count('ok')} ok`,
    ...(warnings === 0 ? [] : [`${warnings} with warnings`]),
    ...(errors === 0 ? [] : [`${errors} with errors`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ]
  const worst = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'ok'
  return `\n${pen.style(STYLES[worst], `${checks.length} checks: ${parts.join(', ')}.`)}`
}

function indented(text: string): string {
  return besides(INDENT, text, INDENT.length)
}

/** A text beside its head, whose width is the indent of every further line. */
export function besides(head: string, text: string, indent: number = head.length): string {
  const lines = wrapAnsi(text, WIDTH - indent, { hard: true }).split('\n')
  return lines
    .map((line, at) => (at === 0 ? head : ' '.repeat(indent)) + line)
    .join('\n')
    .trimEnd()
}
