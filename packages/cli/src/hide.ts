/** Shorter ones are words, too. */
const LEAST_KEY_LENGTH = 8
/** A password of fewer characters is in every other word. */
const LEAST_PASSWORD_LENGTH = 4
const HIDDEN = '[hidden]'

/** Takes keys and tokens out of a text, as they are and as an address has them. */
export function hideKeys(keys: readonly string[]): (text: string) => string {
  return hideAll(
    keys
      .filter(({ length }) => length >= LEAST_KEY_LENGTH)
      .flatMap(key => [key, encodeURIComponent(key)]),
  )
}

/**
 * Takes the password of an address out of what others say, such as a driver. Never for a text of our own:
 * a password may be a word. One that is the name of the user or the database is no secret.
 */
export function hidePassword(url: string): (text: string) => string {
  const names = namesIn(url)
  const passwords = passwordsIn(url).filter(
    password => password.length >= LEAST_PASSWORD_LENGTH && !names.includes(password),
  )
  const hide = hideAll(passwords)
  return text => hide(hideCredentials(text))
}

/** Takes out what looks like a key, a token or an address's password, whoever's it is. */
export function hideCredentials(text: string): string {
  return text
    .replaceAll(/\beyJ[\w-]{6,}(?:\.[\w-]+)*/g, HIDDEN)
    .replaceAll(/\bsb_(?:secret|publishable)_[\w-]+/g, HIDDEN)
    .replaceAll(/(\b[a-z][a-z+]*:\/\/[^\s/:@]*:)[^\s]*(?=@)/gi, `$1${HIDDEN}`)
    .replaceAll(/([?&]password=)[^&#\s'"]*/gi, `$1${HIDDEN}`)
}

/** The longest first, so that no part of one is left. */
function hideAll(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)].toSorted((a, b) => b.length - a.length)
  return text => known.reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
}

/** As they are written, and as they are meant. */
function passwordsIn(url: string): readonly string[] {
  const written = [
    /^\w+:\/\/[^/@]*?:(.*)@[^@]*$/.exec(url)?.[1],
    /[?&]password=([^&#]*)/.exec(url)?.[1],
  ]
  return written.flatMap(each => (each === undefined ? [] : [each, decoded(each)]))
}

function namesIn(url: string): readonly string[] {
  if (!URL.canParse(url)) return []
  const { username, pathname, searchParams } = new URL(url)
  return [decoded(username), decoded(pathname.slice(1)), searchParams.get('user') ?? '']
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not encoded after all.
    return text
  }
}
