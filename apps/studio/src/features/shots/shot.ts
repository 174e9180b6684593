import type { Json } from '@/integrations/supabase/types'

/** How many pictures of each shot a list has. */
export const PREVIEWS = 6

/** A shot as the lists show it. */
export interface Shot {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly settings: Json
  /** Its first pictures that have a place, in their order. */
  readonly previews: readonly Preview[]
  /** How many pictures have a place in it. */
  readonly positioned: number
  /** How many pictures are in it without a place. */
  readonly unpositioned: number
  readonly videos: number
}

export interface Preview {
  readonly id: string
  readonly thumbUrl: string | undefined
}
