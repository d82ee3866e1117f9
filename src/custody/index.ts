export { Custody } from './custody.js';
export { CustodyModule } from './custody.module.js';
export { KeyLostHandler } from './key-lost.handler.js';
export { ListKeys } from './list-keys.js';
export { RecordHead } from './record-head.js';
export { RecordRestoredHandler } from './record-restored.handler.js';
