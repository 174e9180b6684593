import { attempts } from '../attacks/attempts.ts'
import type { Dice } from './dice.ts'

/** A text that is wrong in one or two places: something is left out, doubled, replaced or put in. */
export function mutated(dice: Dice, text: string, pieces: readonly string[] = attempts): string {
  let result = text
  for (let times = 1 + dice.below(2); times > 0; times -= 1) {
    const at = dice.below(result.length + 1)
    const length = dice.below(Math.min(12, result.length - at + 1))
    const [head, cut, tail] = [
      result.slice(0, at),
      result.slice(at, at + length),
      result.slice(at + length),
    ]
    switch (dice.below(4)) {
      case 0:
        result = head + tail
        break
      case 1:
        result = head + cut + cut + tail
        break
      case 2:
        result = head + dice.pick(pieces) + tail
        break
      default:
        result = head + dice.pick(pieces) + cut + tail
    }
  }
  return result
}

/** Bytes with a few of them changed, cut off or put in. */
export function mutatedBytes(dice: Dice, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  switch (dice.below(4)) {
    case 0:
      return copy.subarray(0, dice.below(copy.length + 1))
    case 1:
      return Buffer.concat([copy, Buffer.alloc(dice.below(300), dice.below(256))])
    default:
      for (let times = 1 + dice.below(4); times > 0 && copy.length > 0; times -= 1) {
        copy[dice.below(copy.length)] = dice.below(256)
      }
      return copy
  }
}

/** What a path may hold as it is; everything else would be refused by the client itself. */
export function asPath(text: string): string {
  return text.replaceAll(/[^\u0021-\u007e]/gu, sign => {
    const isLone = /^[\ud800-\udfff]$/.test(sign)
    return isLone ? '%ED%A0%80' : encodeURIComponent(sign)
  })
}

/** What a header may hold; everything else becomes a question mark. */
export function asHeader(text: string): string {
  return text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?')
}

/** Percent-encoding for a value in a query; lone surrogates are replaced. */
export function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}
