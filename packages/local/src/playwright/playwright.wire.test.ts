import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const cli = join(
  dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')),
  'cli.js',
)

it("gives Playwright's own runner a backend for each worker, whose faults end with each test", async () => {
  const config = join(import.meta.dirname, '../../test/playwright/playwright.config.ts')
  const child = spawn(process.execPath, [cli, 'test', '--config', config])
  let said = ''
  child.stdout.on('data', (data: Buffer) => (said += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const code = await new Promise(resolve => child.once('close', resolve))
  expect(said).toContain('2 passed')
  expect(code).toBe(0)
})
