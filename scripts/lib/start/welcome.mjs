import { relative } from 'node:path'
import { defaultData } from './backend.mjs'

/**
 * The block that ends a start: the address, what to try, how to stop.
 * @param {object} state
 * @param {import('./options.mjs').StartOptions} state.options
 * @param {import('./backend.mjs').Backend} state.backend
 * @param {{ url: string }} state.web
 * @param {string} state.took
 * @param {import('../board.mjs').Paint} state.paint
 * @returns {string}
 */
export function welcome({ options, backend, web, took, paint }) {
  const folder = options.data ?? defaultData
  const data = folder.startsWith(process.cwd()) ? relative(process.cwd(), folder) : folder
  const rows = [
    ['Open', paint.bold(paint.cyan(web.url))],
    ['Try', 'type a prompt, ask for four pictures, press Enter;'],
    ['', 'then open the same address in a second tab and watch both.'],
    ['Backend', `${backend.url}  ${paint.dim('a page too; for development and tests only')}`],
    ...(options.faults ? [['Faults', 'buttons on the backend’s page']] : []),
    ['Stop', options.db === undefined ? `Ctrl-C; the data stays in ${data}` : 'Ctrl-C'],
    ['', 'npm start -- --fresh begins anew, npm start -- --help lists the options'],
  ]
  const lines = rows.map(([name = '', text = '']) => `    ${paint.dim(name.padEnd(9))}${text}`)
  return `\n  ${paint.bold(`The Studio is ready in ${took}`)}\n\n${lines.join('\n')}\n`
}
