import type { Shot } from './shot.ts'

/** How full a shot is, in a few words. */
export function countWords({ positioned, unpositioned }: Shot): string {
  const all = positioned + unpositioned
  if (all === 0) return 'Empty'
  const pictures = all === 1 ? '1 picture' : `${all} pictures`
  return unpositioned === 0 ? pictures : `${pictures}, ${unpositioned} unplaced`
}
