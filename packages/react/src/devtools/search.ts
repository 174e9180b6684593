/**
 * A test for what has all the words of `text`; case does not count, and without words everything has them.
 * What is asked about is made only where there are words to look for.
 */
export function searched(text: string): (said: () => string) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return said => {
    if (words.length === 0) return true
    const where = said().toLowerCase()
    return words.every(word => where.includes(word))
  }
}
