/** A text that this browser keeps. Storage that is blocked throws when it is touched: then it keeps nothing. */
export interface StoredText {
  /** `''`: nothing is kept. */
  readonly read: () => string
  readonly write: (text: string) => void
}

export function storedText(place: string): StoredText {
  return {
    read: () => attempt(() => localStorage.getItem(place)) ?? '',
    write: text => attempt(() => localStorage.setItem(place, text)),
  }
}

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
