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
  /** Made when there is a first part: most nodes have none, and it is the dearest of a node. */
  plain: Map<unknown, Node> | undefined
  /** Parts that match by their members, not by themselves. */
  objects: { readonly part: object; readonly node: Node }[] | undefined
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
  let newest = node.order
  if (at === key.length) return newest
  const part = key[at]
  const child = node.plain?.get(part)
  if (child !== undefined) newest = Math.max(newest, newestFrom(child, key, at + 1))
  if (node.objects !== undefined)
    for (const object of node.objects)
      if (matches(part, object.part))
        newest = Math.max(newest, newestFrom(object.node, key, at + 1))
  return newest
}

function childFor(parent: Node, part: unknown): Node {
  const node = parent.plain?.get(part) ?? emptyNode()
  if (isObject(part)) (parent.objects ??= []).push({ part, node })
  // A Map finds NaN, which matches nothing.
  else if (!Number.isNaN(part)) (parent.plain ??= new Map()).set(part, node)
  return node
}

function emptyNode(): Node {
  return { order: 0, plain: undefined, objects: undefined }
}
