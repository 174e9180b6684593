export { byLikelihood, findingCodes, type Finding, type FindingCode } from './finding.ts'
export {
  readCatalogue,
  type Catalogue,
  type CatalogueTable,
  type Operation,
  type Policy,
} from './catalogue.ts'
export { catalogueSql } from './catalogue-sql.ts'
export { catalogueFindings, type CatalogueOptions, type Listening } from './catalogue-findings.ts'
export { filterColumns } from './filter-columns.ts'
