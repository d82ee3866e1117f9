export { ReceiptCheck } from './receipt-check.js';
export { Records, type Secret, type TimelineEntry } from './records.js';
export { NameOrder, type Places } from './name-order.js';
export { canonical, digestOf } from './record-format.js';
export { opened, StoredActs, type KeepsActs, type StoredAct } from './stored-acts.js';
export type { Acts } from './acts.js';
export { RecordsModule } from './records.module.js';
export { pemOf, readKey, readRoot } from './export-line.js';
export { faults, Verifier } from './verify.js';
