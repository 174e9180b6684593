/** The text of a PostgreSQL array that holds `values`, each quoted. */
export function arrayText(values: readonly string[]): string {
  const quoted = values.map(each => `"${each.replaceAll(/["\\]/g, String.raw`\$&`)}"`)
  return `{${quoted.join(',')}}`
}
