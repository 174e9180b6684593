import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import styles from './splash.module.css'

interface Props {
  readonly children: ReactNode
}

interface State {
  readonly error: Error | undefined
}

/** The last resort: a sentence and a way on instead of a blank page. */
export class ErrorBoundary extends Component<Props, State> {
  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override state: State = { error: undefined }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <main className={styles.splash}>
        <EmptyState
          icon={<TriangleAlert />}
          title="The Studio stopped"
          action={<Button onClick={() => location.assign('/')}>Reload</Button>}
        >
          {`${error.message} Nothing that was saved is lost.`}
        </EmptyState>
      </main>
    )
  }
}
