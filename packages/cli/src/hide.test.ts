import { expect, it } from 'vitest'
import { hideCredentials, hideKeys, hidePassword } from './hide.ts'

it('hides keys that are long enough to be one, also as an address has them', () => {
  const hide = hideKeys(['null', 'sb+long+key'])
  expect(hide('null sb+long+key sb%2Blong%2Bkey')).toBe('null [hidden] [hidden]')
})

it('hides the password of an address from what others say, in the path and among the parameters', () => {
  expect(hidePassword('postgres://u:pa%24%24@h/db')('pa%24%24 pa$$ u')).toBe('[hidden] [hidden] u')
  expect(hidePassword('postgres://h/db?password=word%21')('word!')).toBe('[hidden]')
})

it('leaves a password alone that is the name of the user', () => {
  const text = 'password authentication failed for user "postgres"'
  expect(hidePassword('postgresql://postgres:postgres@localhost:54322/postgres')(text)).toBe(text)
})

it('knows credentials by their looks', () => {
  const text = 'at postgres://u:p@ss@h/db?password=x&b eyJhbGciOi.eyJz.sig sb_secret_abc'
  expect(hideCredentials(text)).toBe(
    'at postgres://u:[hidden]@h/db?password=[hidden]&b [hidden] [hidden]',
  )
})
