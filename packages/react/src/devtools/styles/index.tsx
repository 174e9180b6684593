import type { ReactNode } from 'react'
import { lists } from './lists.ts'
import { now } from './now.ts'
import { shell } from './shell.ts'
import { timeline } from './timeline.ts'
import { tokens } from './tokens.ts'

/** What no id is: in `:is()` it lends its specificity, so that no rule of the page wins over the panel's. */
const STRONG = '#everfresh-none#everfresh-none'

/** Of the panel's outermost element: every rule is below it, so that nothing of the panel styles the page. */
export const ROOT_CLASS = 'everfresh-devtools'

const root = `:is(.${ROOT_CLASS}, ${STRONG})`

const css = `
${root} {
  all: initial;
  color-scheme: light dark;
  ${tokens}
  color: var(--text);
  font: 12.5px/1.45 var(--sans);
  -webkit-font-smoothing: antialiased;

  & *:where(:not(svg, svg *, style)), & *::before, & *::after { all: revert; box-sizing: border-box; }
  &[data-theme='light'] { color-scheme: light; }
  &[data-theme='dark'] { color-scheme: dark; }
  & button, & input { font: inherit; letter-spacing: inherit; }
  & :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
  ${shell}
  ${now}
  ${timeline}
  ${lists}
  @media (prefers-reduced-motion: reduce) {
    & * { transition: none; animation-duration: 3s; }
  }
}
@keyframes everfresh-spin { to { rotate: 1turn; } }
`

/** The panel's styles, once; `nonce` is for a page whose policy asks for one. */
export function Styles({ nonce }: { readonly nonce: string | undefined }): ReactNode {
  return <style nonce={nonce}>{css}</style>
}
