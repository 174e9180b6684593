import type { Signal } from '@everfresh/core'
import { expect, test } from 'vitest'
import { hearTogether } from './open-together.ts'

const lost: Signal = { type: 'lost', cause: { code: 'socket-closed', message: 'Cut.' } }

test('C1: two channels are proved when both are, also again after the socket that both lost', () => {
  const told: string[] = []
  const hear = hearTogether(2, ({ type }) => told.push(type))
  const says = (topic: string, ...signals: readonly Signal[]): readonly string[] => {
    for (const signal of signals) hear(topic, signal)
    return told.splice(0)
  }
  const joins = [{ type: 'joined' }, { type: 'proved' }] as const
  expect(says('a', ...joins)).toEqual([])
  expect(says('b', ...joins)).toEqual(['joined', 'proved'])
  expect(says('a', lost)).toEqual(['lost'])
  expect(says('b', lost)).toEqual(['lost'])
  expect(says('a', ...joins)).toEqual([])
  expect(says('b', ...joins)).toEqual(['joined', 'proved'])
  // The server began anew on one of them: a gap.
  expect(says('a', { type: 'proved' })).toEqual(['proved'])
})
