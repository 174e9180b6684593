import { afterAll, beforeAll, inject, test } from 'vitest'
import { strangerWith, type Stranger } from './stranger.ts'

let stranger: Stranger

beforeAll(async () => {
  stranger = await strangerWith('react-native', inject('packed'))
})
afterAll(async () => {
  await stranger?.leave()
})

test('the wiring for React Native fits its types', async () => {
  await stranger.run('tsc', '--noEmit')
})
