import { useState, type ReactNode } from 'react'
import { copy } from '../browser-page.ts'
import { Icon, type IconName } from './icon.tsx'

interface IconButtonProps {
  readonly icon: IconName
  readonly label: string
  readonly onClick: () => void
  /** For a button that switches something: whether it is on. */
  readonly pressed?: boolean
  readonly disabled?: boolean
}

export function IconButton({ icon, label, onClick, ...rest }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={rest.pressed}
      disabled={rest.disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}

interface CopyButtonProps {
  /** What is copied, asked for when it is. */
  readonly text: () => string
  readonly label: string
  /** Whether only the icon is shown. */
  readonly icon?: boolean
}

/** Copies, and says whether that went well. */
export function CopyButton({ text, label, icon = false }: CopyButtonProps): ReactNode {
  const [said, setSaid] = useState('')
  const run = async (): Promise<void> => {
    try {
      await copy(text())
      setSaid('Copied')
    } catch {
      setSaid('This browser does not let the page copy')
    }
  }
  const press = (): void => void run()
  return (
    <span className="copy">
      {icon ? (
        <IconButton icon="copy" label={label} onClick={press} />
      ) : (
        <button type="button" className="button" onClick={press}>
          <Icon name="copy" />
          {label}
        </button>
      )}
      <span role="status" className="said">
        {said}
      </span>
    </span>
  )
}
