/**
 * Writes a JSON value the way the real server's error texts do, which is Elixir's notation:
 * `nil` for null and `%{"key" => value}` for objects, keys in order.
 */
export function inspect(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (Array.isArray(value)) return `[${value.map(inspect).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)} => ${inspect(each)}`)
  return `%{${entries.join(', ')}}`
}
