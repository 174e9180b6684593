import { describe, expect, it } from 'vitest'
import { checkBucketName, checkObjectName } from './names.ts'

describe('an object name', () => {
  it.each(['a', 'a/b/c.png', "it's (1) & more $@=;:+,?!-*_.txt", '..a/b..', 'x'.repeat(1024)])(
    'may be %s',
    name => {
      expect(() => checkObjectName(name)).not.toThrow()
    },
  )

  it.each([
    '',
    '/',
    'a//b',
    '/a',
    'a/',
    '.',
    '..',
    'a/../b',
    './a',
    'a/.',
    'ä',
    '🎨',
    'a\\b',
    'a\nb',
    'a\0b',
    'a%2e',
    'a#b',
    '<a>',
    'x'.repeat(1025),
  ])('is refused as %j', name => {
    expect(() => checkObjectName(name)).toThrow(`Invalid key: ${name}`)
  })
})

describe('a bucket name', () => {
  it.each(['pictures', 'My pictures', 'a.b-c_d'])('may be %s', name => {
    expect(() => checkBucketName(name)).not.toThrow()
  })

  it.each(['', ' a', 'a ', 'a/b', 'ä', 'x'.repeat(101)])('is refused as %j', name => {
    expect(() => checkBucketName(name)).toThrow('Bucket name invalid')
  })
})
