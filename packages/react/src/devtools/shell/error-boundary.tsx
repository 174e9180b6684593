import { Component, type ReactNode } from 'react'

interface ErrorBoundaryProps {
  readonly children: ReactNode
}

interface ErrorBoundaryState {
  readonly error: string | undefined
}

/** What goes wrong in the panel stays in the panel. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined }

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: String(error) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div className="empty" role="alert">
        <p className="strong">This part of the panel failed. Your app is not touched by it.</p>
        <p className="mono">{error}</p>
        <p>
          <button
            type="button"
            className="button"
            onClick={() => this.setState({ error: undefined })}
          >
            Show it again
          </button>
        </p>
      </div>
    )
  }
}
