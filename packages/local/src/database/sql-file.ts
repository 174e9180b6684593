import { DatabaseError, type PoolClient } from 'pg'
import { LocalError } from '../local-error.ts'

/** SQL that a person wrote. */
export interface SqlFile {
  readonly name: string
  readonly text: string
}

/** Runs all statements of the file on `client`. Throws `migration-failed` with file, line and PostgreSQL's reason. */
export async function runFile(client: PoolClient, file: SqlFile): Promise<void> {
  try {
    await client.query(file.text)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const more = [error.detail, error.hint].filter(part => part !== undefined)
    throw new LocalError(
      'migration-failed',
      `${place(file, error.position)}: ${[error.message, ...more].join('. ')}. Nothing of this file was applied: correct it and start again.`,
      { cause: error },
    )
  }
}

/** PostgreSQL counts characters from 1, not UTF-16 units. It knows the place of some errors only. */
function place({ name, text }: SqlFile, position: string | undefined): string {
  if (position === undefined) return name
  const before = Array.from(text)
    .slice(0, Number(position) - 1)
    .join('')
  const lines = before.split('\n')
  return `${name}:${lines.length}:${Array.from(lines.at(-1) ?? '').length + 1}`
}
