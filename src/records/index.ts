export { Records, type Secret, type TimelineEntry } from './records.js';
export { canonical } from './record-format.js';
export type { Acts } from './acts.js';
export { RecordsModule } from './records.module.js';
