import type { Json } from '@/integrations/supabase/types'

type JsonObject = { readonly [key: string]: Json | undefined }

/** The value as an object; an empty one when it is anything else. Columns of type jsonb hold what anyone wrote. */
function asObject(value: Json | null | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** The text under a key; empty when there is none. */
export function textAt(value: Json | null | undefined, key: string): string {
  const found = asObject(value)[key]
  return typeof found === 'string' ? found : ''
}

/** The number under a key; undefined when there is none, or when it is not finite. */
export function numberAt(value: Json | null | undefined, key: string): number | undefined {
  const found = asObject(value)[key]
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}
