/**
 * One way to keep the queries of a page in step with the events that the page hears. Every event touches one
 * list: the queries under `['list', list]`.
 *
 * @typedef {object} Contender
 * @property {(list: string) => void} hear
 * @property {() => void} stop
 */

/**
 * @typedef {object} Page
 * @property {import('@everfresh/core').Clock} clock
 * @property {import('@tanstack/query-core').QueryClient} queryClient
 */

/** @typedef {(page: Page) => Contender} Start */

export {}
