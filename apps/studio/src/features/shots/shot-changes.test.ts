import { describe, expect, it } from 'vitest'
import {
  copyName,
  created,
  duplicated,
  inTurn,
  removed,
  renamed,
  reordered,
  type ShotsChange,
  withOrder,
  withoutPicture,
  withPicture,
} from './shot-changes.ts'
import { PREVIEWS, type Shot } from './shot.ts'

const at = '2026-11-26T12:00:00Z'
const preview = (id: string) => ({ id, thumbUrl: undefined })
const shot = (id: string, pictures: readonly string[] = []): Shot => ({
  id,
  name: `Shot ${id}`,
  createdAt: at,
  settings: {},
  previews: pictures.slice(0, PREVIEWS).map(preview),
  positioned: pictures.length,
  unpositioned: 0,
  videos: 0,
})
const shots = [shot('a', ['1', '2']), shot('b')]
const first = (change: ShotsChange): Shot | undefined => change(shots)[0]

describe('a change of the list of shots', () => {
  const changes: Record<string, ShotsChange> = {
    created: created({ id: 'c', name: 'New', createdAt: at }),
    renamed: renamed('a', 'Other'),
    removed: removed('a'),
    duplicated: duplicated('a', 'c', at),
    reordered: reordered(['b', 'a']),
    'with a picture': withPicture('a', preview('3'), true),
    'without a picture': withoutPicture('a', '1'),
    'with an order': withOrder('a', ['2', '1'].map(preview)),
  }
  it.each(Object.entries(changes))('comes to the same when applied twice: %s', (_, change) => {
    const once = change(shots)
    expect(once).not.toEqual(shots)
    expect(change(once)).toEqual(once)
  })

  it.each(Object.entries(changes))('leaves the other shots the very same: %s', (_, change) => {
    expect(change(shots).find(({ id }) => id === 'b')).toBe(shots[1])
  })

  it('is the very list where the shot is not in it', () => {
    for (const change of [renamed('x', 'y'), removed('x'), duplicated('x', 'c', at)])
      expect(change(shots)).toBe(shots)
  })
})

it('a new shot is the last, and a copy is right behind its original', () => {
  const names = (change: ShotsChange): string[] => change(shots).map(({ name }) => name)
  expect(names(created({ id: 'c', name: 'New', createdAt: at }))).toEqual([
    'Shot a',
    'Shot b',
    'New',
  ])
  expect(names(duplicated('a', 'c', at))).toEqual(['Shot a', 'Shot a copy', 'Shot b'])
})

it('a copy of a long name still is a name that the database takes', () => {
  expect(copyName('x'.repeat(80))).toBe(`${'x'.repeat(75)} copy`)
  expect(Array.from(copyName('🎬'.repeat(80)))).toHaveLength(80)
  expect(copyName(`${'x'.repeat(74)} yz`)).toBe(`${'x'.repeat(74)} copy`)
})

it('a picture at the end of a long shot is counted, and not among the first ones', () => {
  const long = [shot('a', ['1', '2', '3', '4', '5', '6', '7'])]
  const [added] = withPicture('a', preview('8'), true)(long)
  expect([added?.positioned, added?.previews.length]).toEqual([8, PREVIEWS])
})

it('a picture that loses its place is counted as one without', () => {
  const unplaced = first(
    inTurn(withoutPicture('a', '2', 'positioned'), withPicture('a', preview('2'), false)),
  )
  expect(unplaced).toMatchObject({ positioned: 1, unpositioned: 1, previews: [preview('1')] })
})

it('a picture of which nothing is known changes no count when it leaves', () => {
  expect(withoutPicture('a', 'unseen')(shots)).toBe(shots)
  expect(first(withoutPicture('a', 'unseen', 'video'))?.videos).toBe(0)
})
