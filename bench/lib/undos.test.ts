import { expect, test } from 'vitest'
import { createUndos } from './undos.mjs'

test('what was begun last is ended first, once, and also when another cannot be ended', async () => {
  const { defer, undoAll } = createUndos()
  const ended: string[] = []
  defer(() => ended.push('backend'))
  defer(() => Promise.reject(new Error('The page hangs.')))
  defer(() => ended.push('browser'))
  await expect(undoAll()).rejects.toThrow('The page hangs.')
  await undoAll()
  expect(ended).toEqual(['browser', 'backend'])
})
