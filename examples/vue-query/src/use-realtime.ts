import type { Realtime, RealtimeState, Source } from '@everfresh/core'
import { useQueryClient } from '@tanstack/vue-query'
import {
  onMounted,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'

/** All that a framework needs to have: any `Source` of core as a value that its components follow. */
function useSource<Value>(source: Source<Value>): Readonly<ShallowRef<Value>> {
  const value = shallowRef(source.initial)
  const read = () => void (value.value = source.current)
  onMounted(read)
  onScopeDispose(source.subscribe(read))
  return value
}

/**
 * The provider: keeps the app's `QueryClient` fresh and listens to `scope` while the component is mounted.
 * Returns the state of the connection.
 */
export function useRealtime(
  realtime: Realtime,
  scope: MaybeRefOrGetter<string | undefined>,
): Readonly<ShallowRef<RealtimeState>> {
  const cache = useQueryClient().getQueryCache()
  const undos: (() => void)[] = []
  // In the browser only: a server renders without a channel.
  onMounted(() => {
    const follow = watch(
      () => toValue(scope),
      (id, _before, onCleanup) => onCleanup(realtime.follow(id)),
      { immediate: true },
    )
    undos.push(realtime.attach(cache), follow)
  })
  onScopeDispose(() => undos.forEach(undo => undo()))
  return useSource(realtime.state)
}
