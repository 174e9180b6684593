/**
 * Asks the backend. Rejects with its own words when it refuses.
 * @param {string} path Below `/_everfresh/`.
 * @param {string} [method]
 * @param {unknown} [body]
 */
export async function ask(path, method = 'GET', body) {
  const answer = await fetch(`/_everfresh/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const told = await answer.json()
  if (!answer.ok) throw new Error(told.message)
  return told
}
