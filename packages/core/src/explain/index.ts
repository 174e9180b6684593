export { explain, explainSnapshot, type Explanation } from './explain.ts'
export type { Origin } from './origin.ts'
export type { Wait } from './outlook.ts'
