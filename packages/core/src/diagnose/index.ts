export {
  byLikelihood,
  findingCodes,
  withoutTokens,
  type Finding,
  type FindingCode,
} from './finding.ts'
export {
  readCatalogue,
  type Catalogue,
  type CatalogueTable,
  type Operation,
  type Policy,
} from './catalogue.ts'
export { catalogueSql } from './catalogue-sql.ts'
export { catalogueFindings, type CatalogueOptions, type Listening } from './catalogue-findings.ts'
export {
  enableRowSecurity,
  grantSelect,
  identifyWhole as identifyWholeSql,
  publish as publishSql,
  type NamedTable,
} from './mending-sql.ts'
export { filterColumns } from './filter-columns.ts'
export { keyFindings, type KeyOptions } from './key-findings.ts'
export { ruleFindings, type RuleOptions } from './rule-findings.ts'
export { pollingFindings, type PollingOptions } from './polling-findings.ts'
export { ownPollFindings } from './own-poll-findings.ts'
export { holdFindings } from './hold-findings.ts'
export { errorText } from '../error-text.ts'
export { realtimesOf } from '../invalidation/attachments.ts'
