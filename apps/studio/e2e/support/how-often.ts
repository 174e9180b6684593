/** How often the one that was asked least, and the one that was asked most, were asked. */
export function howOften(addresses: readonly string[]): {
  readonly least: number
  readonly most: number
} {
  const times = [...new Set(addresses)].map(one => addresses.filter(other => other === one).length)
  return { least: Math.min(...times), most: Math.max(...times) }
}
