import { Eye, EyeOff } from 'lucide-react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { explain } from '../../data/request-error.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import type { Credentials } from './account-actions.ts'
import { emailProblem, passwordProblem } from './credential-rules.ts'
import dialogStyles from '../../ui/dialog.module.css'
import styles from './credentials-form.module.css'

interface CredentialsFormProps {
  /** `new`: a password is chosen; `known`: it is typed as it was chosen before. */
  readonly kind: 'new' | 'known'
  readonly action: string
  readonly onSubmit: (credentials: Credentials) => Promise<unknown>
  /** Default: there is no way back from here. */
  readonly onCancel?: () => void
}

type Problems = Partial<Record<'email' | 'password' | 'both', string | undefined>>

/** An e-mail and a password. What was typed stays when it does not work. */
export function CredentialsForm(props: CredentialsFormProps): ReactNode {
  const { kind, action, onSubmit, onCancel } = props
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problems, setProblems] = useState<Problems>({})
  const [busy, setBusy] = useState(false)

  const submit = async (): Promise<void> => {
    const credentials = { email: email.trim(), password }
    const wrong = check(kind, credentials)
    setProblems(wrong)
    if (busy || wrong.email !== undefined || wrong.password !== undefined) return
    setBusy(true)
    try {
      await onSubmit(credentials)
    } catch (error) {
      setProblems({ both: explain(error) })
    }
    setBusy(false)
  }
  const send = (event: FormEvent): void => {
    event.preventDefault()
    void submit()
  }
  const testId = kind === 'new' ? 'sign-up' : 'sign-in'

  return (
    <form onSubmit={send} className={styles.form} noValidate>
      <Field
        label="E-mail"
        type="email"
        inputMode="email"
        autoComplete={kind === 'new' ? 'email' : 'username'}
        value={email}
        problem={problems.email}
        onChange={event => setEmail(event.target.value)}
        data-testid={`${testId}-email`}
      />
      <PasswordField
        kind={kind}
        value={password}
        problem={problems.password}
        onChange={setPassword}
        testId={`${testId}-password`}
      />
      <p role="alert" className={dialogStyles.problem} data-testid="account-problem">
        {problems.both}
      </p>
      <div className={dialogStyles.actions}>
        {onCancel && (
          <Button tone="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" tone="primary" busy={busy} data-testid={`${testId}-submit`}>
          {action}
        </Button>
      </div>
    </form>
  )
}

function check(kind: CredentialsFormProps['kind'], { email, password }: Credentials): Problems {
  const missing = password === '' ? 'Enter your password.' : undefined
  return {
    email: emailProblem(email),
    password: kind === 'new' ? passwordProblem(password) : missing,
  }
}

interface PasswordFieldProps {
  readonly kind: CredentialsFormProps['kind']
  readonly value: string
  readonly problem: string | undefined
  readonly onChange: (password: string) => void
  readonly testId: string
}

function PasswordField({ kind, value, problem, onChange, testId }: PasswordFieldProps): ReactNode {
  const [shown, setShown] = useState(false)
  const id = useId()
  return (
    <div className={styles.password}>
      <Field
        id={id}
        label="Password"
        type={shown ? 'text' : 'password'}
        autoComplete={kind === 'new' ? 'new-password' : 'current-password'}
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        problem={problem}
        {...(kind === 'new' && { hint: 'At least 8 characters.' })}
        onChange={event => onChange(event.target.value)}
        data-testid={testId}
      />
      <IconButton
        label={shown ? 'Hide the password' : 'Show the password'}
        bare
        className={styles.eye}
        aria-pressed={shown}
        aria-controls={id}
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff /> : <Eye />}
      </IconButton>
    </div>
  )
}
