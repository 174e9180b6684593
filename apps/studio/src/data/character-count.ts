/** The length of a text as PostgreSQL's `char_length` has it: code points, so that an emoji is one. */
export function characterCount(text: string): number {
  return Array.from(text).length
}
