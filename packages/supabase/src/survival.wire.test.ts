import { createClient } from '@supabase/supabase-js'
import { createClient as createClientOf251 } from 'supabase-js-2.51'
import { createClient as createClientOf2109 } from 'supabase-js-2.109'
import { survival } from '../test/survival.ts'

// The range of the peer dependency, at both ends and in the middle. The slowest first: they wait together.

// Its channels fail without a reason, and never rejoin after the socket dropped. With its last channel it
// lets go of the socket, and so of a handshake that hangs.
survival('2.51.0', createClientOf251 as never, {
  isKept: false,
  cut: 'channel-error',
  restart: 'channel-error',
  crash: 'channel-error',
})

// The last that runs on Node 20 without a warning of its own; it cannot switch REST retries off.
survival('2.109.0', createClientOf2109 as never, {
  isKept: true,
  cut: 'socket-closed',
  restart: 'server-restarting',
  crash: 'channel-error',
})

survival('2.119.1', createClient, {
  isKept: true,
  cut: 'socket-closed',
  restart: 'server-restarting',
  crash: 'channel-error',
})
