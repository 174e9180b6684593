import { EverfreshError } from '@everfresh/core'

/** The compiler checks this too, but not in plain JavaScript. */
export function demand<Options>(
  options: Options,
  name: keyof Options & string,
  type: 'function' | 'object',
): void {
  const given = typeof options[name]
  if (given === type) return
  const article = type === 'object' ? 'an' : 'a'
  throw new EverfreshError('invalid-option', `${name} is ${given}. It must be ${article} ${type}.`)
}
