export { PublishFiguresHandler } from './publish-figures.handler.js';
export { type ReportDocument } from './report.entity.js';
export { columnWord, conferenceTables, reportSheet, reportTables, type ReportCell } from './report-tables.js';
export { Reports, wholeTold, type WholeReport } from './reports.js';
export { ReportsModule } from './reports.module.js';
