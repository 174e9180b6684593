import { isObject, keyId } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/**
 * One value for each key; two keys that match the same queries are one. Walked part by part: to write out a whole
 * key as text would cost more than all else that an event costs.
 */
export interface KeyTree<Value> {
  /** What belongs to `key`; made now if there is nothing yet. */
  readonly at: (key: QueryKey) => Value
  readonly forget: (key: QueryKey) => void
}

interface Node<Value> {
  value: Value | undefined
  readonly nodes: Map<unknown, Node<Value>>
}

export function createKeyTree<Value>(make: (key: QueryKey) => Value): KeyTree<Value> {
  const emptyNode = (): Node<Value> => ({ value: undefined, nodes: new Map() })
  const root = emptyNode()
  return {
    at: key => {
      let node = root
      for (const part of pathOf(key)) {
        let next = node.nodes.get(part)
        if (next === undefined) node.nodes.set(part, (next = emptyNode()))
        node = next
      }
      return (node.value ??= make(key))
    },
    forget: key => void prune(root, pathOf(key), 0),
  }
}

/** Parts that match by their members are told apart by their text, and by where it stands. */
function pathOf(key: QueryKey): readonly unknown[] {
  return key.some(isObject) ? [asText, keyId(key)] : key
}

const asText = Symbol('as text')

/** Returns whether nothing is left at `node`. */
function prune<Value>(node: Node<Value>, path: readonly unknown[], at: number): boolean {
  if (at === path.length) node.value = undefined
  else {
    const next = node.nodes.get(path[at])
    if (next !== undefined && prune(next, path, at + 1)) node.nodes.delete(path[at])
  }
  return node.value === undefined && node.nodes.size === 0
}
