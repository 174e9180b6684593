/** One piece of a file of SQL. */
export interface Statement {
  /** What psql alone understands is no SQL: its own commands, and the data below `copy … from stdin`. */
  readonly kind: 'sql' | 'psql-command' | 'copy-data'
  /** With the comments before it, without the semicolon. */
  readonly text: string
  /** Where `text` begins in the file, in UTF-16 units. */
  readonly at: number
  /** Where its first word begins in the file, comments passed over. */
  readonly wordsAt: number
}

const WORD = 'A-Za-z_\\u0080-\\uffff'
/** A comment's or a quotation's whole, or its opening where its end must be looked for; a word; or one character. */
const TOKEN = new RegExp(
  [
    '\\s+',
    '--[^\\n]*',
    '/\\*',
    `[eE]'[^'\\\\]*(?:(?:\\\\[^]|'')[^'\\\\]*)*'?`,
    `'[^']*(?:''[^']*)*'?`,
    '"[^"]*(?:""[^"]*)*"?',
    `\\$(?:[${WORD}][0-9${WORD}]*)?\\$`,
    `[${WORD}][0-9$${WORD}]*`,
    '[0-9][0-9.$A-Za-z_]*',
    '[^]',
  ].join('|'),
  'y',
)

/**
 * Takes a file of SQL apart the way psql does: quotations, comments, parentheses and the bodies of
 * SQL functions (`begin atomic`) are kept whole. Nothing is refused; what is not closed goes on to
 * the end, and PostgreSQL will say so. Pieces without a word are left out.
 */
export function splitStatements(text: string): readonly Statement[] {
  const statements: Statement[] = []
  let piece = newPiece(0)
  let at = 0
  const finish = (end: number): void => {
    const statement = statementOf(text, piece, end)
    if (statement !== undefined) statements.push(statement)
    piece = newPiece(at)
  }
  while (at < text.length) {
    const start = at
    const token = tokenAt(text, at)
    at += token.length
    if (token === ';' && piece.depth === 0 && piece.blocks === 0) {
      finish(start)
    } else if (token === '\\' && piece.wordsAt === undefined) {
      at = lineEnd(text, at)
      statements.push({
        kind: 'psql-command',
        text: text.slice(start, at).trim(),
        at: start,
        wordsAt: start,
      })
      piece = newPiece(at)
    } else {
      notice(piece, token, start)
    }
  }
  finish(text.length)
  return statements
}

/** What has been seen of a statement. */
interface Piece {
  readonly start: number
  wordsAt: number | undefined
  /** Its first words, in small letters: enough to know a function. */
  readonly words: string[]
  /** The word before, outside of parentheses. */
  last: string
  /** Of open parentheses. */
  depth: number
  /** Of open `begin` and `case` in the body of an SQL function. */
  blocks: number
}

function newPiece(start: number): Piece {
  return { start, wordsAt: undefined, words: [], last: '', depth: 0, blocks: 0 }
}

const FUNCTION = /^create (or replace )?(function|procedure)\b/
const WORDS_KEPT = 4

function notice(piece: Piece, token: string, start: number): void {
  if (/^(\s|--|\/\*)/.test(token)) return
  piece.wordsAt ??= start
  if (token === '(') piece.depth += 1
  if (token === ')') piece.depth = Math.max(0, piece.depth - 1)
  if (/^[a-z]/i.test(token)) noticeWord(piece, token.toLowerCase())
}

function noticeWord(piece: Piece, word: string): void {
  if (piece.words.length < WORDS_KEPT) piece.words.push(word)
  if (piece.depth > 0 || !FUNCTION.test(piece.words.join(' '))) return
  // A function may have the name `begin`.
  const beginsBody = word === 'atomic' && piece.last === 'begin'
  piece.last = word
  if (beginsBody || (word === 'case' && piece.blocks > 0)) piece.blocks += 1
  if (word === 'end' && piece.blocks > 0) piece.blocks -= 1
}

function statementOf(text: string, piece: Piece, end: number): Statement | undefined {
  const { start, wordsAt } = piece
  if (wordsAt === undefined) return undefined
  const whole = text.slice(start, end)
  const at = start + (whole.length - whole.trimStart().length)
  const hasData = piece.words[0] === 'copy' && /\bfrom\s+stdin\b/i.test(text.slice(wordsAt, end))
  return { kind: hasData ? 'copy-data' : 'sql', text: whole.trim(), at, wordsAt }
}

/** The token at a place; comments and quotations to their end, or to that of the text. */
function tokenAt(text: string, at: number): string {
  TOKEN.lastIndex = at
  const token = TOKEN.exec(text)?.[0] ?? ''
  if (token === '/*') return text.slice(at, commentEnd(text, at))
  if (token.length < 2 || !token.startsWith('$')) return token
  const close = text.indexOf(token, at + token.length)
  return text.slice(at, close === -1 ? text.length : close + token.length)
}

/** Comments of this kind hold others. */
function commentEnd(text: string, at: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = at
  let depth = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}
