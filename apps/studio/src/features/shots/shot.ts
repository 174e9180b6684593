/** A shot as the lists show it. */
export interface Shot {
  readonly id: string
  readonly name: string
  /** Its first pictures, in order. */
  readonly previews: readonly Preview[]
  /** How many pictures it has in all. */
  readonly total: number
  readonly unpositioned: number
}

interface Preview {
  readonly id: string
  readonly thumbUrl: string | undefined
}
