import { describe, expect, it } from 'vitest'
import { parseTrace } from './read-traces.ts'

const first = '{"t":0,"dir":"scenario","raw":"x","at":"2026-11-22T14:00:00.000Z"}'

describe('a trace is refused, by the line,', () => {
  it.each([
    ['that is no JSON', `${first}\n{"t":1,`, 'x.jsonl line 2 is no JSON object.'],
    ['of an unknown kind', `${first}\n{"t":1,"dir":"toString"}`, 'line 2 has an unknown dir'],
    ['that lacks a field', `${first}\n{"t":1,"dir":"c2s","raw":""}`, 'line 2 has no c.'],
    ['that should be its first', '{"t":1,"dir":"note","raw":""}', 'does not begin with dir'],
    ['that is not there', '', 'does not begin with dir'],
  ])('%s', (_, text, message) => {
    expect(() => parseTrace('x', text)).toThrow(message)
  })
})
