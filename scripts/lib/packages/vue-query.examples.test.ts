import { test } from 'vitest'
import {
  add,
  exampleAtStranger,
  live,
  openBrowser,
  serveBuilt,
  startBackend,
} from './app-tester.ts'

const getStranger = exampleAtStranger('vue-query')
const getBrowser = openBrowser()

test('two tabs of a Vue app agree over the same core', async () => {
  await startBackend(getStranger(), 'VITE_SUPABASE_URL')
  const address = await serveBuilt(getStranger(), 'vue-tsc')
  const context = await getBrowser().newContext()
  const one = await live(await context.newPage(), address)
  const other = await live(await context.newPage(), address)
  await add(one, 'Buy milk')
  await other.getByText('Buy milk').waitFor()
  await context.close()
})
