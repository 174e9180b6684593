import { RealtimeProvider, useRealtime } from '@everfresh/react'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { Text, View } from 'react-native'
import { realtime, supabase } from './everfresh'

const queryClient = new QueryClient()

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RealtimeProvider realtime={realtime} scope="todos">
        <Todos />
      </RealtimeProvider>
    </QueryClientProvider>
  )
}

function Todos() {
  const { status } = useRealtime()
  const { data = [] } = useQuery({
    queryKey: ['todos'],
    queryFn: async () =>
      (await supabase.from('todos').select('id, title').order('created_at').throwOnError()).data,
  })
  return (
    <View>
      <Text>Status: {status}</Text>
      {data.map(({ id, title }) => (
        <Text key={id}>{title}</Text>
      ))}
    </View>
  )
}
