import { logCategories, type LogCategory } from '@everfresh/core/logging'
import { problemOf } from './switches'

const may = `all or some of ${logCategories.join(',')}`

export interface LogSwitch {
  readonly categories: readonly LogCategory[]
  /** A sentence for each name that is none; it is left out. */
  readonly problems: readonly string[]
}

/** Reads names with commas between them, such as `AuthManager,DeadModeRecovery`, or `all`. */
export function categoriesIn(text: string): LogSwitch {
  const names = text.split(',').filter(name => name !== '')
  if (names.includes('all')) return { categories: logCategories, problems: [] }
  return {
    categories: logCategories.filter(category => names.includes(category)),
    problems: names
      .filter(name => !logCategories.some(category => category === name))
      .map(name => problemOf('log', name, may, 'it is ignored')),
  }
}
