import { expect, it } from 'vitest'
import { parseJson } from './json.ts'

const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2)

it('reads JSON like JSON.parse', () => {
  expect(parseJson('{"a":[1,"x"]}')).toEqual({ a: [1, 'x'] })
  expect(() => parseJson('{')).toThrow(SyntaxError)
})

it('refuses what is nested too deep to be written again', () => {
  expect(parseJson(nested(1_000))).toBeInstanceOf(Array)
  expect(() => parseJson(nested(1_002))).toThrow(/1000 levels/)
})

it('counts no brackets in texts', () => {
  const text = JSON.stringify(['[{'.repeat(2_000), '"[\\"'.repeat(2_000)])
  expect(parseJson(text)).toEqual(JSON.parse(text))
})

it('reads a long text without a stack as deep as it is long', () => {
  expect(parseJson(JSON.stringify('\\'.repeat(3_000_000)))).toHaveLength(3_000_000)
})
