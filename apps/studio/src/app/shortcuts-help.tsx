import type { ReactNode } from 'react'
import { HAS_DEVTOOLS } from '../features/devtools/devtools-open.ts'
import { Dialog } from '../ui/dialog.tsx'
import styles from './shortcuts-help.module.css'

const GROUPS = [
  [
    'Everywhere',
    [
      ['P', 'Write a prompt'],
      ['/', 'Search the pictures'],
      ['?', 'This list'],
      ...(HAS_DEVTOOLS ? [['E', 'Everfresh’s devtools: what is live, how fresh, why']] : []),
      ['Esc', 'Close what is open'],
    ],
  ],
  [
    'While a picture is open',
    [
      ['←  →', 'The one before, the one after'],
      ['S', 'Star it, or take the star away'],
      ['D', 'Download it'],
      ['Delete', 'Delete it, after a question'],
    ],
  ],
  [
    'While a prompt is written',
    [
      ['Enter', 'Make the pictures'],
      ['Shift Enter', 'A new line: each line is a prompt of its own'],
    ],
  ],
] as const

/** Which keys do what. */
export function ShortcutsHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} testId="shortcuts">
      <div className={styles.groups}>
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3 className={styles.heading}>{title}</h3>
            <dl className={styles.keys}>
              {keys.map(([key, what]) => (
                <div key={key} className={styles.row}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
