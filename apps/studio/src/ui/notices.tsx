import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import styles from './notices.module.css'

type Tone = 'good' | 'bad'

interface Notice {
  readonly id: number
  readonly tone: Tone
  readonly text: string
}

type Notify = (tone: Tone, text: string) => void

const NotifyContext = createContext<Notify>(() => {})
const StackContext = createContext<Element | null>(null)

const SHOWN_AT_ONCE = 3
const LASTS_MS: Record<Tone, number> = { good: 4_000, bad: 9_000 }

let lastId = 0

/** Short messages in a corner, for what has no place of its own on the screen. */
export function Notices({ children }: { readonly children: ReactNode }): ReactNode {
  const [notices, setNotices] = useState<readonly Notice[]>([])
  const [stack, setStack] = useState<Element | null>(null)
  const notify = useCallback<Notify>((tone, text) => {
    const notice = { id: ++lastId, tone, text }
    // The same words twice are one message, said again.
    setNotices(all => [...all.filter(n => n.text !== text), notice].slice(-SHOWN_AT_ONCE))
  }, [])
  const drop = useCallback(
    (id: number): void => setNotices(all => all.filter(notice => notice.id !== id)),
    [],
  )
  return (
    <NotifyContext value={notify}>
      <StackContext value={stack}>{children}</StackContext>
      <ol ref={setStack} className={styles.stack} aria-live="polite">
        {notices.map(notice => (
          <NoticeCard key={notice.id} notice={notice} onDrop={drop} />
        ))}
      </ol>
    </NotifyContext>
  )
}

interface NoticeCardProps {
  readonly notice: Notice
  readonly onDrop: (id: number) => void
}

function NoticeCard({ notice, onDrop }: NoticeCardProps): ReactNode {
  const { id, tone, text } = notice
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => onDrop(id), LASTS_MS[tone])
    return () => clearTimeout(timer)
  }, [id, tone, held, onDrop])
  return (
    <li
      className={cx(styles.notice, styles[tone])}
      data-testid="notice"
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      {tone === 'good' ? <CircleCheck aria-hidden /> : <CircleAlert aria-hidden />}
      <p>{text}</p>
      <IconButton label="Dismiss" bare onClick={() => onDrop(id)}>
        <X />
      </IconButton>
    </li>
  )
}

/** Shows a message for a few seconds; it stays for as long as the pointer rests on it. */
export function useNotify(): Notify {
  return use(NotifyContext)
}

interface PinnedNoticeProps {
  readonly icon: ReactNode
  /** What it says, and perhaps a button. */
  readonly children: ReactNode
  readonly onDismiss: () => void
  readonly testId: string
}

/** A message that stays among the others for as long as it is rendered. */
export function PinnedNotice({ icon, children, onDismiss, testId }: PinnedNoticeProps): ReactNode {
  const stack = use(StackContext)
  if (stack === null) return null
  return createPortal(
    <li className={cx(styles.notice, styles.pinned)} data-testid={testId}>
      {icon}
      <div className={styles.content}>{children}</div>
      <IconButton label="Dismiss" bare onClick={onDismiss}>
        <X />
      </IconButton>
    </li>,
    stack,
  )
}
