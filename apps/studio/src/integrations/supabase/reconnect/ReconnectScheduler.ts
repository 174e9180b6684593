import {
  AUTH_HEAL,
  createReconnectScheduler,
  type AuthHeal,
  type AuthStateManager,
  type Clock,
  type ReconnectScheduler,
  type Trace,
} from '@everfresh/core'

/** Coalesces all wishes for a connection (1 s debounce, 5 s apart) into one `realtime:auth-heal` on `window`. */
export function startReconnectScheduler(
  authManager: AuthStateManager,
  clock: Clock,
  trace: Trace,
): ReconnectScheduler {
  const scheduler = createReconnectScheduler({
    clock,
    trace,
    dispatch: detail => window.dispatchEvent(new CustomEvent<AuthHeal>(AUTH_HEAL, { detail })),
  })
  authManager.addCore(({ type }) => {
    if (type !== 'signed-out')
      scheduler.request({ source: 'AuthManager', reason: type, priority: 'medium' })
  })
  window.addEventListener('online', () => scheduler.online())
  return scheduler
}

/** Calls `heal` for each `realtime:auth-heal`. */
export function onAuthHeal(heal: (detail: AuthHeal) => void): void {
  window.addEventListener(AUTH_HEAL, event => {
    if (event instanceof CustomEvent) heal(event.detail as AuthHeal)
  })
}
