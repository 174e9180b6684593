import { Star } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { useStar } from './generation-mutations.ts'
import type { Generation } from './generation.ts'
import styles from './star-button.module.css'

interface StarButtonProps {
  readonly projectId: string
  readonly generation: Generation
  readonly className?: string | undefined
}

export function StarButton({ projectId, generation, className }: StarButtonProps): ReactNode {
  const { starred } = generation
  const star = useStar(projectId)
  return (
    <IconButton
      label={starred ? 'Remove the star' : 'Star'}
      look="picture"
      className={className}
      aria-pressed={starred}
      data-testid="star"
      onClick={() => star({ generation, starred: !starred })}
    >
      <Star className={styles.star} data-on={starred || undefined} />
    </IconButton>
  )
}
