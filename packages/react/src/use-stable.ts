import { hashKey } from '@tanstack/react-query'
import { useState } from 'react'

/** The same object for as long as it means the same, so that an effect may depend on it. */
export function useStable<Value>(value: Value): Value {
  const [kept, keep] = useState(value)
  if (hashKey([kept]) === hashKey([value])) return kept
  keep(value)
  return value
}
