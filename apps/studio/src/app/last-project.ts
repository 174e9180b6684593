const place = (userId: string): string => `everfresh:last-project:${userId}`

/** The project that this user had open last in this browser. */
export function lastProject(userId: string): string | null {
  return localStorage.getItem(place(userId))
}

export function rememberProject(userId: string, projectId: string): void {
  localStorage.setItem(place(userId), projectId)
}
