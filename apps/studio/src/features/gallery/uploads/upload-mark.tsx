import { CircleAlert, RotateCw, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button.tsx'
import type { Upload } from './upload.ts'
import styles from './upload-mark.module.css'

interface UploadMarkProps {
  readonly upload: Upload
  readonly onRetry: (upload: Upload) => void
  readonly onDismiss: (upload: Upload) => void
}

/** Over a picture that is on its way: how far it is, or why it did not get there. */
export function UploadMark({ upload, onRetry, onDismiss }: UploadMarkProps): ReactNode {
  const { state, file } = upload
  if (state.name === 'failed') {
    return (
      <div className={styles.failed} role="alert" data-testid="upload-failed">
        <CircleAlert aria-hidden />
        <p title={state.reason}>{state.reason}</p>
        <div className={styles.actions}>
          <Button size="small" icon={<RotateCw />} onClick={() => onRetry(upload)}>
            Try again
          </Button>
          <Button size="small" icon={<X />} onClick={() => onDismiss(upload)}>
            Dismiss
          </Button>
        </div>
      </div>
    )
  }
  const part = state.name === 'sending' ? state.part : state.name === 'saved' ? 1 : 0
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label={`Uploading ${file.name}`}
      aria-valuenow={Math.round(part * 100)}
      data-testid="upload-progress"
    >
      <span style={{ scale: `${part} 1` }} />
    </div>
  )
}
