/** Tells whoever built or opened the page what is wrong with its settings: once, at the console. */
export function sayProblems(problems: readonly string[]): void {
  // oxlint-disable-next-line no-console -- there may be no screen yet to say it on
  for (const problem of problems) console.warn(`[Everfresh Studio] ${problem}`)
}
