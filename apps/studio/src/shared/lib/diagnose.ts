import type { QueryKey } from '@everfresh/core'
import type { DiagnoseProgress, Finding } from '@everfresh/supabase/diagnose'
import { supabase } from '@/integrations/supabase/client'
import { realtime } from '@/shared/providers/realtime'
import { userClients } from '@/shared/providers/userClients'
import { rules } from './InvalidationRouter'
import { families } from './queryKeys'

/** As the keys were before there were builders; no query may use one any more. */
const legacyKeys: readonly QueryKey[] = [['generations'], ['all-shot-generations']]

/** Why the Studio does not update, the likeliest reason first. Its code is loaded when it is asked for. */
export async function runDiagnosis(
  onProgress: (progress: DiagnoseProgress) => void,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { diagnose } = await import('@everfresh/supabase/diagnose')
  return diagnose({
    realtime,
    cache: userClients.current.current.client.getQueryCache(),
    families,
    rules,
    legacyKeys,
    client: supabase,
    onProgress,
    signal,
  })
}
