import { logCategories } from '@everfresh/core/logging'
import { expect, test } from 'vitest'
import { categoriesIn } from './logSwitch'

test('what is logged is named in the address, and a name that is none is said', () => {
  expect(categoriesIn('')).toEqual({ categories: [], problems: [] })
  expect(categoriesIn('all').categories).toEqual(logCategories)
  expect(categoriesIn('AuthManager,DeadModeRecovery,auth')).toEqual({
    categories: ['DeadModeRecovery', 'AuthManager'],
    problems: [
      'log is "auth". It must be all or some of DeadModeInvestigation,DeadModeRecovery,AuthManager; it is ignored.',
    ],
  })
})
