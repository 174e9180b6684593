import { isObject, matches } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/** A key under which something changed, and the order of the newest change. */
export interface DirtyKey {
  readonly key: QueryKey
  readonly order: number
}

interface Node {
  /** Of the newest change of the key that ends here; 0: none does. */
  order: number
  readonly plain: Map<unknown, Node>
  /** Parts that match by their members, not by themselves. */
  readonly objects: { readonly part: object; readonly node: Node }[]
}

/**
 * Gathers `dirty`, so that one look at a query's key finds the newest change over it, however many keys are
 * dirty. Returns that look; it yields 0 when no key is a prefix of the query's.
 */
export function newestChange(dirty: readonly DirtyKey[]): (queryKey: QueryKey) => number {
  const root = emptyNode()
  for (const { key, order } of dirty) {
    let node = root
    for (let at = 0; at < key.length; at += 1) node = childFor(node, key[at])
    node.order = Math.max(node.order, order)
  }
  return queryKey => newestFrom(root, queryKey, 0)
}

function newestFrom(node: Node, key: QueryKey, at: number): number {
  if (at === key.length) return node.order
  const part = key[at]
  const child = node.plain.get(part)
  let newest =
    child === undefined ? node.order : Math.max(node.order, newestFrom(child, key, at + 1))
  for (const object of node.objects)
    if (matches(part, object.part)) newest = Math.max(newest, newestFrom(object.node, key, at + 1))
  return newest
}

function childFor({ plain, objects }: Node, part: unknown): Node {
  const node = plain.get(part) ?? emptyNode()
  if (isObject(part)) objects.push({ part, node })
  // A Map finds NaN, which matches nothing.
  else if (!Number.isNaN(part)) plain.set(part, node)
  return node
}

function emptyNode(): Node {
  return { order: 0, plain: new Map(), objects: [] }
}
