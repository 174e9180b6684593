import type { Session, SessionSource } from '../../src/auth/session.ts'
import { createListeners } from '../../src/listeners.ts'
import type { User } from './app.ts'
import { chanceOf } from './chance.ts'
import type { Context } from './context.ts'

/** A session as the server knows it. */
export interface Token {
  readonly user: User
  readonly text: string
  /** When the server stops taking it. */
  readonly expiresAt: number
  readonly issuedAt: number
}

/** The auth client of a device: one session, shared by its tabs, renewed before it expires. */
export interface Login {
  readonly current: () => Token | undefined
  readonly signIn: (user: User) => void
  readonly signOut: () => void
  /** Takes the present token back on the server; the client learns it from a failure at best. */
  readonly revoke: () => void
  /** As the auth client does on a focus: tells the same session again and renews one that has expired. */
  readonly focus: () => void
  readonly newTab: () => SessionSource
  readonly isGood: (token: Token | undefined) => boolean
}

const RENEW_BEFORE_MS = 60_000
const RETRY_AFTER_MS = 5_000

export function createLogin(context: Context): Login {
  const { clock, device, weather } = context
  const chance = chanceOf(context.seed, 'login')
  const tabs = createListeners<[Session | null, string]>()
  const revoked = new Set<string>()
  let token: Token | undefined
  let issued = 0
  let renewal = 0

  const isGood = (one: Token | undefined): boolean =>
    one !== undefined && clock.now() < one.expiresAt && !revoked.has(one.text)

  const sessionOf = ({ user, text, expiresAt }: Token): Session => ({
    userId: user,
    accessToken: text,
    isAnonymous: false,
    expiresAt,
  })
  const tell = (event: string): void => {
    const session = token === undefined ? null : sessionOf(token)
    device.whenAwake(() => tabs.tell(session, event))
  }

  const issue = (user: User): Token => {
    issued += 1
    const now = clock.now()
    return {
      user,
      text: `${user}#${issued}`,
      issuedAt: now,
      expiresAt: now + chance.between(90, 400) * 1_000,
    }
  }

  const renewLater = (ms: number): void => {
    renewal += 1
    const mine = renewal
    clock.after(ms, () => {
      if (mine === renewal) device.whenAwake(renew)
    })
  }
  const renew = (): void => {
    if (token === undefined) return
    const { user } = token
    renewal += 1
    const mine = renewal
    clock.after(chance.between(20, 300), () => {
      if (mine !== renewal || token === undefined) return
      if (!device.online.current || weather.authDown || device.isAsleep())
        return renewLater(RETRY_AFTER_MS)
      take(issue(user), 'TOKEN_REFRESHED')
    })
  }
  const take = (next: Token, event: string): void => {
    token = next
    context.log(`login ${event} ${next.text}`)
    renewLater(next.expiresAt - clock.now() - RENEW_BEFORE_MS)
    tell(event)
  }

  return {
    current: () => token,
    isGood,
    signIn: user => take(issue(user), 'SIGNED_IN'),
    signOut: () => {
      token = undefined
      renewal += 1
      context.log('login SIGNED_OUT')
      tell('SIGNED_OUT')
    },
    revoke: () => {
      if (token !== undefined) revoked.add(token.text)
    },
    focus: () => {
      if (token === undefined) return
      if (isGood(token)) tell('SIGNED_IN')
      else renew()
    },
    newTab: () => ({
      subscribe: listener => {
        const undo = tabs.add(listener)
        listener(token === undefined ? null : sessionOf(token), 'INITIAL_SESSION')
        return undo
      },
      check: () => {
        if (token !== undefined && !isGood(token)) renew()
      },
    }),
  }
}
