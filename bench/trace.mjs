import { measureTrace } from './trace/measure.mjs'

measureTrace(process.stdout)
