const SHORTEST_PASSWORD = 8

/** Why `email` cannot be an address; undefined when it may be one, which only the backend can tell. */
export function emailProblem(email: string): string | undefined {
  if (email === '') return 'Enter your e-mail address.'
  return /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : 'This is not an e-mail address.'
}

/** Why `password` cannot be a new password. The backend may ask for more. */
export function passwordProblem(password: string): string | undefined {
  return password.length < SHORTEST_PASSWORD
    ? `A password has at least ${SHORTEST_PASSWORD} characters.`
    : undefined
}
