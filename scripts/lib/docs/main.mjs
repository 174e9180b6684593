import { join } from 'node:path'
import { run } from '../command.mjs'
import { dependenciesMatch } from '../dependencies.mjs'
import { npmCi } from '../npm.mjs'
import { root } from '../root.mjs'
import { runTool } from '../tool.mjs'

/** `npm run docs`: builds the documentation into site/dist, and fails where a link leads nowhere. */
export function docs() {
  return runTool(async ({ say, signal }) => {
    const site = join(root, 'site')
    if (!dependenciesMatch(site)) {
      say('Installing what builds the site, in site/ …')
      await npmCi(site, signal)
    }
    const vitepress = join('node_modules', 'vitepress', 'bin', 'vitepress.js')
    const { code, output } = await run(process.execPath, [vitepress, 'build'], {
      cwd: site,
      signal,
    })
    say(code === 0 ? 'Built: site/dist. `npm --prefix site run preview` shows it.' : output)
    return code === 0
  })
}
