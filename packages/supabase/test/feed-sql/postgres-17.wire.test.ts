import { feedSuite } from './suite.ts'

feedSuite(17)
