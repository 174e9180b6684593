// A thread of its own for one crowd: its timers are simulated, and its heap is young for as long as it lives.
import { parentPort, workerData } from 'node:worker_threads'
import { simulateCrowd } from './crowd.mjs'

parentPort?.postMessage(await simulateCrowd(workerData))
process.exit()
