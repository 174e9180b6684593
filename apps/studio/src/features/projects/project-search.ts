import type { Project } from './use-projects.ts'

/** From so many projects on they can be searched. */
export const SEARCHED_FROM = 8

/** The projects whose name has every word of what was typed, in any order, whatever the case. */
export function found(projects: readonly Project[], typed: string): readonly Project[] {
  const words = typed.toLocaleLowerCase().split(/\s+/)
  return projects.filter(({ name }) => {
    const within = name.toLocaleLowerCase()
    return words.every(word => within.includes(word))
  })
}
