import { taskGenerationMappingKey } from '@/shared/lib/queryKeys'
import type { Generation } from './generation.ts'

/** The query that shows a picture as what came of its task; none of an upload. */
export const outputKey = ({ taskId }: Pick<Generation, 'taskId'>) =>
  taskId === undefined ? [] : [taskGenerationMappingKey(taskId)]
