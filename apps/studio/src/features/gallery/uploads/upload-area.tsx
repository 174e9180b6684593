import { ImageUp } from 'lucide-react'
import { type DragEvent, type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import styles from './upload-area.module.css'

interface UploadAreaProps {
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
}

/** Takes files that are dropped on it, and pictures that are pasted anywhere while it is on screen. */
export function UploadArea({ onFiles, children }: UploadAreaProps): ReactNode {
  const [over, setOver] = useState(false)
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData)
    if (files.length === 0) return
    event.preventDefault()
    onFiles(files)
  })
  useEffect(() => {
    const listener = (event: ClipboardEvent): void => onPaste(event)
    document.addEventListener('paste', listener)
    return () => document.removeEventListener('paste', listener)
  }, [])

  const onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  return (
    <div
      className={styles.area}
      onDragEnter={onDrag}
      onDragOver={onDrag}
      onDragLeave={event => {
        const { relatedTarget, currentTarget } = event
        if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return
        setOver(false)
      }}
      onDrop={event => {
        setOver(false)
        const files = filesOf(event.dataTransfer)
        if (files.length === 0) return
        event.preventDefault()
        onFiles(files)
      }}
      data-testid="upload-area"
    >
      {children}
      {over && (
        <p className={styles.invitation}>
          <ImageUp aria-hidden />
          Drop to upload
        </p>
      )}
    </div>
  )
}

function filesOf(data: DataTransfer | null): readonly File[] {
  return data === null ? [] : [...data.files]
}
