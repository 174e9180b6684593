import { test } from 'vitest'
import { exampleAtStranger } from './app-tester.ts'

const getStranger = exampleAtStranger('react-native')

test('the wiring for React Native fits its types', async () => {
  await getStranger().run('tsc', '--noEmit')
})
