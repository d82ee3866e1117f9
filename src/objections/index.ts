export { BasisRequests } from './basis-requests.js';
export type { ObjectionItem, Receipt } from './file-objections.js';
export { namesObjectedTo, noteOf, stands, type OpenFiling, type OpenObjection } from './objection-box.js';
export { MakeStatementHandler } from './make-statement.handler.js';
export { ObjectionsModule } from './objections.module.js';
export { ObjectionsQuery } from './objections.query.js';
export { RaiseObjectionsHandler } from './raise-objections.handler.js';
export { MAX_SCAN, RecordObjectionsHandler, type RecordedForState, type RecordObjections } from './record-objections.handler.js';
export { basisOpen, StateBasisHandler, withdrawalOpen, WithdrawObjectionHandler, type WithdrawForState } from './withdraw-objection.handler.js';
