import { ImageUp } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button } from '../../../ui/button.tsx'
import { EXTENSIONS } from './upload.ts'

interface UploadButtonProps {
  readonly onFiles: (files: readonly File[]) => void
}

/** Asks for pictures of the person's own. */
export function UploadButton({ onFiles }: UploadButtonProps): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="small" icon={<ImageUp />} onClick={() => input.current?.click()}>
        Upload
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={Object.keys(EXTENSIONS).join(',')}
        aria-label="Pictures to upload"
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          // The same file can be chosen again.
          event.target.value = ''
        }}
        data-testid="upload-input"
      />
    </>
  )
}
