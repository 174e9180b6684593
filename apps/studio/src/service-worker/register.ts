/** Lets the app open without a network. Not in development, where files change under their names. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // After everything that the first screen needs.
  window.addEventListener('load', () => {
    // Blocked by the browser's settings, say: then the app needs the network, and nothing else changes.
    navigator.serviceWorker.register('/service-worker.js').catch(() => undefined)
  })
}
