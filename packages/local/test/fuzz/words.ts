import { attempts } from '../attacks/attempts.ts'
import type { Dice } from './dice.ts'

export const relations: readonly string[] = [
  'notes',
  'notes',
  'notes',
  'parts',
  'whole_notes',
  'labels',
  'note_labels',
  'my_notes',
  'nothing',
]
export const columns: readonly string[] = [
  'id',
  'id',
  'owner',
  'secret',
  'title',
  'title',
  'body',
  'tags',
  'data',
  'n',
  'during',

  'mood',
  'done',
  'note_id',
  'label_id',
  'name',
  'position',
  'odd "name',
  'a.b',
  'shout',
  'nothing',
]
const casts = ['text', 'int', 'jsonb', 'numeric', 'timestamptz', 'text[]', 'uuid', 'public.mood']
const plain = ['1', '2', '7', '19', 'note 1', 'x', 'true', 'null', '1.5', '[1,5)', '{a,b}', 'calm']

/** A name as it is written in a URL's grammar, mostly one that there is. */
export function column(dice: Dice): string {
  const name = dice.chance(0.06) ? dice.pick(attempts) : dice.pick(columns)
  return /["\s.,:()]/.test(name) || dice.chance(0.05) ? quoted(name) : name
}

/** A value as text, mostly a harmless one. */
export function value(dice: Dice): string {
  if (dice.chance(0.12)) return dice.pick(attempts)
  return dice.chance(0.1) ? 'aaaaaaaa-0000-4000-8000-000000000001' : dice.pick(plain)
}

export function cast(dice: Dice): string {
  return dice.chance(0.1) ? dice.pick(attempts) : dice.pick(casts)
}

/** A text in double quotes, as the URL's grammar has it. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** Any JSON: mostly small, sometimes strange, now and then deep. */
export function json(dice: Dice, depth = 0): unknown {
  if (depth < 3 && dice.chance(0.25)) return dice.several(3, () => json(dice, depth + 1))
  if (depth < 3 && dice.chance(0.3)) {
    return Object.fromEntries(dice.several(3, () => [key(dice), json(dice, depth + 1)]))
  }
  const leaf = dice.below(8)
  if (leaf === 0) return null
  if (leaf === 1) return dice.chance(0.5)
  if (leaf === 2) return dice.pick([0, 1, -1, 1.5, 1e21, -0, 9007199254740991, 1e308])
  return value(dice)
}

function key(dice: Dice): string {
  return dice.chance(0.2) ? dice.pick(attempts) : dice.pick(columns)
}
