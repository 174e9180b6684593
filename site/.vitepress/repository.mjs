import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the repository can be read, such as `https://host/owner/everfresh/blob/main`; without it, files are not linked. */
const repository = process.env['EVERFRESH_REPOSITORY']

/**
 * The address of a page: its path in the repository, but docs/ is the site's top.
 * @param {string} page Such as `docs/react.md`.
 */
export function pathOfPage(page) {
  if (page === 'README.md') return 'index.md'
  return page.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md')
}

/**
 * Makes links between the repository's files work on the site. Links to pages become addresses of the site; links to
 * other files lead to the repository, where it is known. A link to what does not exist throws, and the build fails.
 * @param {import('vitepress').MarkdownRenderer} md
 * @param {string} copy The folder that holds the pages.
 * @param {readonly string[]} pages
 */
export function linksOfTheRepository(md, copy, pages) {
  md.core.ruler.push('links-of-the-repository', ({ tokens, env }) => {
    const page = relative(copy, env.realPath ?? env.path)
    for (const { children } of tokens) {
      if (children === null) continue
      for (const [index, token] of children.entries()) {
        if (token.type !== 'link_open') continue
        const href = resolve(token.attrGet('href') ?? '', page, pages)
        if (href === undefined) unlink(children, index)
        else token.attrSet('href', href)
      }
    }
  })
}

/**
 * @param {string} href
 * @param {string} page
 * @param {readonly string[]} pages
 */
function resolve(href, page, pages) {
  if (/^([a-z]+:|#|\/\/)/.test(href)) return href
  const [path = '', hash] = href.split('#')
  const file = normalize(join(dirname(page), path)).replace(/\/$/, '')
  const full = join(root, file)
  if (file.startsWith('..') || !existsSync(full))
    throw new Error(`${page} links to ${href}, and there is no ${file}. Mend the link.`)
  const isFolder = statSync(full).isDirectory()
  const manual = isFolder ? join(file, 'README.md') : file
  const end = hash === undefined ? '' : `#${hash}`
  if (pages.includes(manual))
    return `/${pathOfPage(manual).replace(/(^|\/)index\.md$/, '$1')}${end}`
  return repository === undefined ? undefined : `${repository}/${file}${end}`
}

/**
 * @param {import('markdown-it').Token[]} tokens
 * @param {number} index Of the opening.
 */
function unlink(tokens, index) {
  const close = tokens.findIndex(({ type }, at) => at > index && type === 'link_close')
  for (const at of [index, close])
    Object.assign(tokens[at], { type: 'text', tag: '', nesting: 0, content: '' })
}
