import { characterCount } from '../../data/character-count.ts'

/** The database has the same rules. */
export const LONGEST_PROMPT = 2_000
const MOST_OPEN_TASKS = 200

/** Of each prompt at a time. */
export const MOST_PICTURES = 16

/**
 * A prompt as it is sent: without the space around it and without what PostgreSQL cannot store
 * (NUL, halves of surrogate pairs).
 */
export function cleanPrompt(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().trim()
}

/** The prompts that were typed: one a line, lines of nothing but space left out. */
export function promptsIn(text: string): readonly string[] {
  return text
    .split(/\r\n?|\n/)
    .map(cleanPrompt)
    .filter(prompt => prompt !== '')
}

/** The length of the longest prompt that was typed. */
export function promptLength(text: string): number {
  return Math.max(0, ...promptsIn(text).map(characterCount))
}

/** Why what was typed cannot be sent, as a sentence; undefined when it can. */
export function promptProblem(text: string): string | undefined {
  const prompts = promptsIn(text)
  if (prompts.length === 0) return 'Write what the picture should show first.'
  const at = prompts.findIndex(prompt => characterCount(prompt) > LONGEST_PROMPT)
  const long = prompts[at]
  if (long === undefined) return undefined
  const which = prompts.length === 1 ? 'This prompt' : `Prompt ${at + 1}`
  const [has, allowed, over] = [
    characterCount(long),
    LONGEST_PROMPT,
    characterCount(long) - LONGEST_PROMPT,
  ].map(n => n.toLocaleString('en'))
  return `${which} has ${has} characters; ${allowed} is the most. Shorten it by ${over}.`
}

/** Why this many pictures cannot be made, as a sentence; undefined when they can. `count` is what was typed. */
export function countProblem(count: string): string | undefined {
  const number = /^\d+$/.test(count.trim()) ? Number(count) : Number.NaN
  if (number >= 1 && number <= MOST_PICTURES) return undefined
  return `Choose 1 to ${MOST_PICTURES} pictures of each prompt.`
}

/** Why so many prompts with so many pictures each are too many, as a sentence; undefined when they are not. */
export function batchProblem(prompts: number, pictures: number): string | undefined {
  const tasks = prompts * pictures
  if (tasks <= MOST_OPEN_TASKS) return undefined
  return `${prompts} prompts with ${times(pictures)} are ${tasks.toLocaleString('en')} tasks; ${MOST_OPEN_TASKS} can be open at a time. Send fewer at once.`
}

function times(pictures: number): string {
  return pictures === 1 ? 'one picture each' : `${pictures} pictures each`
}
