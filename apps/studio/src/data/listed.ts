/** One page of a list as the screens show it, and how many items there are on all pages. */
export interface Listed<Item> {
  readonly items: readonly Item[]
  readonly total: number
}

/** The page without the items that do not stay; the page itself where all do. */
export function keeping<Item>(page: Listed<Item>, stays: (item: Item) => boolean): Listed<Item> {
  const items = page.items.filter(stays)
  const gone = page.items.length - items.length
  return gone === 0 ? page : { items, total: page.total - gone }
}
