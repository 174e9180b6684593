import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { BackLink } from './back-link.tsx'
import { type ShotDialog, ShotDialogs } from './shot-dialogs.tsx'
import { ShotMenu } from './shot-menu.tsx'
import { countWords } from './shot-words.ts'
import type { Shot } from './shot.ts'
import styles from './shot-head.module.css'

interface ShotHeadProps {
  readonly projectId: string
  /** Undefined until the shots are loaded. */
  readonly shot: Shot | undefined
}

export function ShotHead({ projectId, shot }: ShotHeadProps): ReactNode {
  const [, goTo] = useLocation()
  const [dialog, setDialog] = useState<ShotDialog>()
  return (
    <header className={styles.head}>
      <BackLink href={`/p/${projectId}/shots`}>Shots</BackLink>
      <h1 className={styles.name}>{shot?.name}</h1>
      {shot && (
        <>
          <span className={styles.counts}>{countWords(shot)}</span>
          <ShotMenu projectId={projectId} shot={shot} onDialog={setDialog} />
        </>
      )}
      <ShotDialogs
        projectId={projectId}
        dialog={dialog}
        onClose={() => setDialog(undefined)}
        onDeleted={() => goTo(`/p/${projectId}/shots`)}
      />
    </header>
  )
}
