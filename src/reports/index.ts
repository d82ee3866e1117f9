export { PublishFiguresHandler } from './publish-figures.handler.js';
export { type RegistrationDocument, type ReportDocument } from './report.entity.js';
export { Reports } from './reports.js';
export { ReportsModule } from './reports.module.js';
