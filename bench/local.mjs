import { measureAll } from './local/measure-all.mjs'

await measureAll(process.argv.slice(2))
