import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'vite'

/**
 * @typedef {object} Title A test by its name.
 * @property {string} file From the folder of the checkout, with `/`.
 * @property {string} title Its own title, without those of the groups around it.
 * @property {string} name The titles of the groups around it, then its own, with ` > ` between.
 * @property {readonly string[]} laws Those it names at its start: `C4, P6: what it shows`.
 */

/** @typedef {{ readonly type: string, readonly [key: string]: unknown }} Node */

/** What a title must begin with to hold laws. */
const lawsAtStart = /^([A-Z]\d+(?:, [A-Z]\d+)*): /
/** In the apps F1, F2 and so on are flows of theirs, not the laws of the change log. */
const flowsAtStart = /^F\d/

/** A test that never runs holds nothing. */
const neverRun = new Set(['skip', 'todo', 'fails'])
const kinds = new Set(['test', 'it', 'describe'])
const unnamed = { name: '', runs: true }

const skippedFolders = new Set(['node_modules', 'dist', 'coverage'])

/**
 * The titles of all tests in `folder`, in the order of files and lines.
 * @param {string} folder
 * @returns {Promise<readonly Title[]>}
 */
export async function titlesIn(folder) {
  const files = await testFiles(folder, '')
  const found = await Promise.all(
    files.map(async file => titlesOf(file, await readFile(join(folder, file), 'utf8'))),
  )
  return found.flat()
}

/**
 * The titles in the text of one test file. A title that is put together at run time is read up to
 * its first expression, which stands as `…`.
 * @param {string} file
 * @param {string} text
 * @returns {readonly Title[]}
 */
export function titlesOf(file, text) {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]?.message}`)
  return callsIn(program).map(({ groups, title }) => ({
    file,
    title,
    name: [...groups, title].join(' > '),
    laws: lawsOf(file, title),
  }))
}

/**
 * @param {string} file
 * @param {string} title
 */
function lawsOf(file, title) {
  if (file.startsWith('apps/') && flowsAtStart.test(title)) return []
  return lawsAtStart.exec(title)?.[1]?.split(', ') ?? []
}

/**
 * @param {string} folder
 * @param {string} below
 * @returns {Promise<string[]>}
 */
async function testFiles(folder, below) {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const found = entries.map(async entry => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (!entry.isDirectory()) return /\.test\.tsx?$/.test(entry.name) ? [path] : []
    const skipped = skippedFolders.has(entry.name) || entry.name.startsWith('.')
    return skipped ? [] : testFiles(folder, path)
  })
  return (await Promise.all(found)).flat()
}

/**
 * By what name something is called, such as `test`, also as `test.each(...)`, `it.runIf(...)` and the
 * like; and whether it ever runs.
 * @param {unknown} callee
 * @returns {{ name: string, runs: boolean }}
 */
function calledBy(callee) {
  if (!isNode(callee)) return unnamed
  switch (callee.type) {
    case 'Identifier':
      return { name: nameOf(callee), runs: true }
    case 'MemberExpression': {
      const { name, runs } = calledBy(callee.object)
      return { name, runs: runs && !(kinds.has(name) && neverRun.has(nameOf(callee.property))) }
    }
    case 'CallExpression':
      return calledBy(callee.callee)
    case 'TaggedTemplateExpression':
      return calledBy(callee.tag)
    default:
      return unnamed
  }
}

/** @param {unknown} node */
function nameOf(node) {
  return isNode(node) && typeof node.name === 'string' ? node.name : ''
}

/**
 * @param {unknown} node
 * @returns {string | undefined}
 */
function textOf(node) {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = /** @type {readonly { readonly value: { readonly cooked: string } }[]} */ (
    node.quasis
  )
  return quasis.map(({ value }) => value.cooked).join('…')
}

/**
 * The tests below a node, each with the groups around it.
 * @param {unknown} value
 * @param {readonly string[]} [groups]
 * @returns {readonly { groups: readonly string[], title: string }[]}
 */
function callsIn(value, groups = []) {
  if (Array.isArray(value)) return value.flatMap(item => callsIn(item, groups))
  if (!isNode(value)) return []
  const { name, runs } = value.type === 'CallExpression' ? calledBy(value.callee) : unnamed
  if (!runs) return []
  const [first] = Array.isArray(value.arguments) ? value.arguments : []
  const title = kinds.has(name) ? textOf(first) : undefined
  const inside = name === 'describe' && title !== undefined ? [...groups, title] : groups
  const below = Object.values(value).flatMap(child =>
    typeof child === 'object' ? callsIn(child, inside) : [],
  )
  return title === undefined || name === 'describe' ? below : [{ groups, title }, ...below]
}

/**
 * @param {unknown} value
 * @returns {value is Node}
 */
function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value
}
