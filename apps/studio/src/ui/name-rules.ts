import { characterCount } from '../data/character-count.ts'

const LONGEST_NAME = 80

/** Why a trimmed name cannot be used, as a sentence; undefined when it can. The database has the same rule. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Give it a name first.'
  const length = characterCount(name)
  if (length <= LONGEST_NAME) return undefined
  return `That is ${length} characters. A name has at most ${LONGEST_NAME}.`
}
