import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../command.mjs'
import { root } from '../root.mjs'

test('the documentation builds as a site, and no link in it leads nowhere', async () => {
  const { signal } = new AbortController()
  const { code, output } = await run(process.execPath, [join(root, 'scripts/docs.mjs')], {
    cwd: root,
    signal,
  })
  expect(code, output).toBe(0)
})
