import { expect, it } from 'vitest'
import { RequestError } from '../../data/request-error.ts'
import { undelivered } from './undelivered.ts'

it('says for every trouble that the text is kept', () => {
  const troubles = [
    new RequestError({ message: 'TypeError: Failed to fetch' }, 0),
    new RequestError({ message: 'TimeoutError: signal timed out' }, 0),
    new RequestError({ message: '' }, 503),
    new RequestError({ message: '', code: '42501' }, 403),
    new RequestError({ message: '' }, 401),
    new RequestError({ message: 'A project can have 200 open tasks.', code: 'P0001' }, 400),
    new Error('odd'),
  ]
  const sentences = troubles.map(undelivered)
  for (const sentence of sentences) expect(sentence).toContain('Your text is kept')
  expect(sentences[0]).toContain('nothing will be made twice')
  expect(sentences[3]).toContain('This project was deleted')
  expect(sentences[5]).toContain('200 open tasks')
})
