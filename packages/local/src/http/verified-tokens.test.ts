import { expect, it } from 'vitest'
import { TokenError } from '../context.ts'
import { createTokens } from './tokens.ts'
import { verifyOnce } from './verified-tokens.ts'

it('checks the signature of a token once, and its end at each request', async () => {
  let nowMs = 1_000_000
  const tokens = await createTokens(() => nowMs)
  const token = await tokens.sign({ role: 'anon', exp: 1060, nbf: 1000 })
  const asked: string[] = []
  const verify = verifyOnce(
    each => {
      asked.push(each)
      return tokens.verify(each)
    },
    () => nowMs,
  )
  await verify(token)
  expect(await verify(token)).toMatchObject({ role: 'anon' })
  expect(asked).toEqual([token])
  nowMs = 999_000
  await expect(verify(token)).rejects.toThrow(TokenError)
  nowMs = 1_059_999
  expect(await verify(token)).toMatchObject({ role: 'anon' })
  nowMs = 1_060_000
  await expect(verify(token)).rejects.toThrow(TokenError)
})

it('takes no other token for one that it knows, however alike', async () => {
  const tokens = await createTokens(() => 1_000_000)
  const good = await tokens.sign({ role: 'anon', exp: 1060 })
  expect(await tokens.verify(good)).toMatchObject({ role: 'anon' })
  for (const forged of [`${good}A`, good.slice(0, -2), good.replace('.', '..')]) {
    await expect(tokens.verify(forged)).rejects.toThrow(TokenError)
    await expect(tokens.verify(forged)).rejects.toThrow(TokenError)
  }
})

it('remembers a thousand, the latest', async () => {
  let checks = 0
  const verify = verifyOnce(
    async () => {
      checks += 1
      return { exp: 10 }
    },
    () => 0,
  )
  for (let n = 0; n <= 1000; n += 1) await verify(String(n))
  expect(checks).toBe(1001)
  await verify('1')
  expect(checks).toBe(1001)
  await verify('0')
  expect(checks).toBe(1002)
})
