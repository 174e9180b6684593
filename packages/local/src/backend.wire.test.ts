import { afterAll, beforeAll, expect, it } from 'vitest'
import { testBackend, type LocalBackend } from './testing/index.ts'

let backend: LocalBackend
beforeAll(async () => {
  backend = await testBackend({ faults: true })
})
afterAll(() => backend.stop())

it('says on its first line what it is for', async () => {
  const response = await fetch(backend.url)
  expect((await response.text()).split('\n')[0]).toMatch(/for development and tests only/)
})
