export { headingOf, type Column } from './columns.js';
export { checkFields, checkRows, LOOK_ALIKE_NAMES, readName, type Category, type CheckedImport, type CheckedRow, type NewName } from './rows.js';
export { escapeFormula, MAX_BYTES, readTable, tableIn, type Problem, type Table } from './table.js';
