import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test'

const config: PlaywrightTestConfig = defineConfig({
  outputDir: join(tmpdir(), `everfresh-playwright-${process.pid}`),
  workers: 1,
  reporter: 'line',
  timeout: 120_000,
})

// Playwright wants it so.
// oxlint-disable-next-line import/no-default-export
export default config
