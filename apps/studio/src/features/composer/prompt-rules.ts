import { characterCount } from '../../data/character-count.ts'

/** The database has the same rule. */
export const LONGEST_PROMPT = 2_000
export const MOST_PICTURES = 16

/**
 * A prompt as it is sent: without the space around it and without what PostgreSQL cannot store
 * (NUL, halves of surrogate pairs).
 */
export function cleanPrompt(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().trim()
}

export function promptLength(text: string): number {
  return characterCount(cleanPrompt(text))
}

/** Why a prompt cannot be sent, as a sentence; undefined when it can. */
export function promptProblem(text: string): string | undefined {
  const length = promptLength(text)
  if (length === 0) return 'Write what the picture should show first.'
  if (length <= LONGEST_PROMPT) return undefined
  const [has, allowed] = [length, LONGEST_PROMPT].map(n => n.toLocaleString('en'))
  return `This prompt has ${has} characters; ${allowed} is the most. Shorten it by ${(length - LONGEST_PROMPT).toLocaleString('en')}.`
}

/** Why this many pictures cannot be made, as a sentence; undefined when they can. `count` is what was typed. */
export function countProblem(count: string): string | undefined {
  const number = /^\d+$/.test(count.trim()) ? Number(count) : Number.NaN
  if (number >= 1 && number <= MOST_PICTURES) return undefined
  return `Choose 1 to ${MOST_PICTURES} pictures at a time.`
}
