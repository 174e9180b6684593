import { readFileSync } from 'node:fs'
import { findingCodes } from '@everfresh/core/diagnose'
import { expect, test } from 'vitest'

test('docs/debugging.md has a section for each finding, in the order in which they are returned', () => {
  const text = readFileSync(new URL('../../../docs/debugging.md', import.meta.url), 'utf8')
  const sections = Array.from(text.matchAll(/^### (.+)$/gm), ([, name]) => name)
  expect(sections).toEqual([...findingCodes])
})
