import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Throws where a link of the built site, its menus included, leads to a page or a heading that is not there.
 * @param {string} outDir
 */
export function checkAnchors(outDir) {
  const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.html'),
  )
  const pages = new Map(files.map(name => [`/${name}`, readFileSync(join(outDir, name), 'utf8')]))
  const ids = new Map(
    [...pages].map(([page, html]) => [page, new Set(matches(html, / id="([^"]+)"/g))]),
  )
  const dead = [...pages].flatMap(([page, html]) =>
    matches(html, / href="(\/[^":]*|#[^"]+)"/g)
      .filter(href => !leadsSomewhere(href, page, ids))
      .map(href => `${page}: ${href}`),
  )
  if (dead.length > 0) throw new Error(`These links lead nowhere:\n${dead.join('\n')}`)
}

/**
 * @param {string} href
 * @param {string} page
 * @param {ReadonlyMap<string, ReadonlySet<string>>} ids
 */
function leadsSomewhere(href, page, ids) {
  const [path = '', hash = ''] = href.split('#')
  const target =
    path === ''
      ? page
      : path.endsWith('/')
        ? `${path}index.html`
        : path.replace(/(\.html)?$/, '.html')
  const there = ids.get(target)
  if (there === undefined)
    return target.startsWith('/assets/') || target.endsWith('vp-icons.css.html')
  return hash === '' || there.has(decodeURIComponent(hash))
}

/**
 * @param {string} html
 * @param {RegExp} pattern
 */
function matches(html, pattern) {
  return [...html.matchAll(pattern)].map(([, found = '']) => found)
}
