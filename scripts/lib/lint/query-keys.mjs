/**
 * A lint rule: a query key is made by a builder of `queryKeys.ts`, never written out where it is used. A key
 * that is spelled in two places is sooner or later spelled in two ways, and what is invalidated under one is
 * read under the other.
 */

/** @typedef {{ readonly type: string, readonly parent?: Node, readonly [key: string]: unknown }} Node */

/** Properties and variables that hold one key, and those that hold a list of keys (or a function of one). */
const holdsKey = new Set(['queryKey'])
const holdsKeys = new Set(['holds', 'touches'])

/** Functions whose first argument is a key, and those that take a list of keys first. */
const takesKey = new Set([
  'ensureQueryData',
  'getQueryData',
  'getQueryState',
  'setQueryData',
  'setQueryDefaults',
  'getQueryDefaults',
  'hold',
  'useHold',
])
const takesKeys = new Set(['holdWhile'])

const message =
  'This query key is written out. Use a builder of src/shared/lib/queryKeys.ts, or add one there.'

const rule = {
  /** @param {{ report: (problem: { node: Node, message: string }) => void }} context */
  create(context) {
    /** @param {Node} node An array that stands where a key is expected. */
    const checkKey = node => {
      const key = bare(node)
      if (key.type === 'ArrayExpression' && isSpelled(key)) context.report({ node: key, message })
    }
    /** @param {Node} node Something that yields a list of keys: each array in an array is a key. */
    const checkKeys = node => {
      const list = bare(node)
      if (list.type === 'ArrayExpression')
        for (const item of elementsOf(list))
          if (bare(item).type === 'ArrayExpression') checkKey(item)
      for (const part of yieldedBy(list)) checkKeys(part)
    }
    /** @param {string | undefined} name @param {unknown} value */
    const checkNamed = (name, value) => {
      if (name === undefined || !isNode(value)) return
      if (holdsKey.has(name)) checkKey(value)
      if (holdsKeys.has(name)) checkKeys(value)
    }
    return {
      Property: (/** @type {Node} */ node) => checkNamed(nameOf(node['key']), node['value']),
      VariableDeclarator: (/** @type {Node} */ node) =>
        checkNamed(nameOf(node['id']), node['init']),
      JSXAttribute: (/** @type {Node} */ { name, value }) =>
        checkNamed(nameOf(name), isNode(value) ? value['expression'] : undefined),
      CallExpression: (/** @type {Node} */ node) => {
        const [first] = /** @type {readonly Node[]} */ (node['arguments'])
        const name = calledName(node['callee'])
        if (first === undefined || name === undefined) return
        if (takesKey.has(name)) checkKey(first)
        if (takesKeys.has(name)) checkKeys(first)
      },
    }
  },
}

/** @param {unknown} value @returns {value is Node} */
function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** @param {Node} node Without `as const`, `satisfies` and parentheses around it. @returns {Node} */
function bare(node) {
  const inner = node['expression']
  const wraps = ['TSAsExpression', 'TSSatisfiesExpression', 'ParenthesizedExpression']
  return wraps.includes(node.type) && isNode(inner) ? bare(inner) : node
}

/** @param {Node} array @returns {readonly Node[]} */
function elementsOf(array) {
  return /** @type {readonly unknown[]} */ (array['elements']).filter(isNode)
}

/** @param {Node} array Whether it begins with a text: then it is no list of other things. */
function isSpelled(array) {
  const [first] = elementsOf(array)
  if (first === undefined) return false
  return typeof first['value'] === 'string' || first.type === 'TemplateLiteral'
}

/** @param {Node} node What a function returns, or either branch of a choice. @returns {readonly Node[]} */
function yieldedBy(node) {
  const { body, consequent, alternate } = node
  if (node.type === 'ConditionalExpression') return [consequent, alternate].filter(isNode)
  if (!isNode(body)) return []
  if (body.type !== 'BlockStatement') return [body]
  const statements = /** @type {readonly Node[]} */ (body['body'])
  return statements
    .filter(({ type }) => type === 'ReturnStatement')
    .map(statement => statement['argument'])
    .filter(isNode)
}

/** @param {unknown} node @returns {string | undefined} */
function nameOf(node) {
  if (!isNode(node)) return undefined
  const name = node['name'] ?? node['value']
  return typeof name === 'string' ? name : undefined
}

/** @param {unknown} callee @returns {string | undefined} */
function calledName(callee) {
  if (!isNode(callee)) return undefined
  return callee.type === 'MemberExpression' ? nameOf(callee['property']) : nameOf(callee)
}

// oxlint-disable-next-line import/no-default-export -- what a plugin is to a linter
export default { meta: { name: 'studio' }, rules: { 'query-keys': rule } }
