import { CornerDownLeft } from 'lucide-react'
import { type FormEvent, type ReactNode, useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { useShots } from '../shots/use-shots.ts'
import { Aside, Problem } from './composer-message.tsx'
import { CountStepper } from './count-stepper.tsx'
import { PromptField } from './prompt-field.tsx'
import { TargetSelect } from './target-select.tsx'
import { useDesk } from './use-desk.ts'
import { useSubmit } from './use-submit.ts'
import styles from './composer.module.css'

interface ComposerProps {
  readonly projectId: string
  /** The shot on screen: what is made joins it, unless the person chooses otherwise. */
  readonly openShotId: string | undefined
}

/** Where pictures are asked for. */
export function Composer({ projectId, openShotId }: ComposerProps): ReactNode {
  const id = useId()
  const { draft, delivery, desk } = useDesk()
  const { data: shots = [] } = useShots(projectId)
  const wanted = draft.target ?? openShotId
  const target = shots.some(shot => shot.id === wanted) ? wanted : undefined
  const submit = useSubmit(desk, { projectId, shotId: target })
  const wrong = delivery.kind === 'problem' ? delivery.field : undefined

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    submit()
  }
  const edit = (change: Partial<typeof draft>): void => {
    desk.edit(now => ({ ...now, ...change }))
    desk.say({ kind: 'idle' })
  }

  return (
    <form className={styles.composer} onSubmit={onSubmit} noValidate>
      <PromptField
        value={draft.prompt}
        invalid={wrong === 'prompt'}
        describedBy={`${id}-message`}
        onChange={prompt => edit({ prompt })}
        onSubmit={submit}
      />
      <Problem id={`${id}-message`} delivery={delivery} />
      <div className={styles.row}>
        <CountStepper
          value={draft.count}
          invalid={wrong === 'count'}
          onChange={count => edit({ count })}
        />
        <TargetSelect
          shots={shots}
          value={target ?? ''}
          onChange={shotId => edit({ target: shotId })}
        />
        <Aside delivery={delivery} draft={draft} />
        <Button type="submit" tone="primary" icon={<CornerDownLeft />} data-testid="submit">
          Make
        </Button>
      </div>
    </form>
  )
}
