import { distance } from 'fastest-levenshtein';
import { isDay } from '../platform/day.js';
import { checkName } from '../platform/names.js';
import { refuseFields, type Fault } from '../platform/refused.js';
import { rowTooWide } from '../platform/row-too-wide.js';
import type { RegisterEntry } from './register.entity.js';

export const registerKinds = ['ecosoc', 'ecosoc-name-changes', 'nhri', 'invitations'] as const;
export type RegisterKind = (typeof registerKinds)[number];
export const isRegisterKind = (text: string): text is RegisterKind => (registerKinds as readonly string[]).includes(text);

export type RegisterRow = Omit<RegisterEntry, 'editionId'>;
type Field = keyof Omit<RegisterRow, 'line'>;

interface Column {
  heading: string;
  field: Field | null;
  /** A cell must be filled in. */
  filled?: true;
  check?: (cell: string) => boolean;
  rule?: string;
}

const someDay = (cell: string): boolean => /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(cell);
const oneOf = (...known: string[]) => (cell: string): boolean => known.includes(cell);

const STATUS = ['general', 'special', 'roster'] as const;
const name = (heading: string, field: Field): Column => ({ heading, field, filled: true });
/**
 * The columns of each register, by their headings. All of these must be there, though cells may be empty: a column that was
 * renamed and passed over in silence would take the status away from every organization in it.
 */
const COLUMNS: Record<RegisterKind, Column[]> = {
  ecosoc: [
    name('name', 'name'), { heading: 'session_end_date', field: 'session', check: isDay, rule: 'register-date' },
    { heading: 'status', field: 'status', check: oneOf(...STATUS), rule: 'register-status' }, { heading: 'status_year', field: 'since', check: someDay, rule: 'register-date' },
  ],
  'ecosoc-name-changes': [
    name('old_name', 'formerName'), name('new_name', 'name'), { heading: 'session_end_date', field: 'session', check: isDay, rule: 'register-date' },
    { heading: 'status', field: 'status', check: oneOf(...STATUS), rule: 'register-status' }, { heading: 'status_year', field: 'since', check: someDay, rule: 'register-date' },
  ],
  nhri: [
    { heading: 'country_iso2', field: 'country', filled: true, check: (cell) => /^[A-Z]{2}$/.test(cell), rule: 'register-country' }, name('institution', 'name'),
    { heading: 'status', field: 'status', filled: true, check: oneOf('A', 'B', 'C', 'none', 'applied'), rule: 'register-status' }, { heading: 'as_of', field: 'since', filled: true, check: someDay, rule: 'register-date' },
  ],
  invitations: [
    name('name', 'name'), { heading: 'former_name', field: 'formerName' }, { heading: 'kind', field: 'status', filled: true, check: oneOf('intergovernmental', 'entity'), rule: 'register-status' },
    { heading: 'resolution', field: 'resolution' }, { heading: 'since', field: 'since', check: someDay, rule: 'register-date' },
  ],
};
/** Headings that are known and say nothing which is asked here. */
const ASIDE = ['status_evidence', 'country_guess_from_name', 'name_as_in_source', 'evidence', 'source'];

export const headingsOf = (kind: RegisterKind): string[] => COLUMNS[kind].map(({ heading }) => heading);

export interface CheckedRegister {
  rows: RegisterRow[];
  /** By line and heading; a register with any is not imported. */
  faults: Fault[];
  /** Headings that are not those of the register and are left aside. */
  unused: string[];
}

/** Reads a register from a table whose rows have lines, or refuses it with every column that is missing. Changes nothing. */
export function checkRegister(kind: RegisterKind, { header, rows }: { header: string[]; rows: { line: number; cells: string[] }[] }): CheckedRegister {
  const columns = COLUMNS[kind];
  const headings = header.map((heading) => heading.trim().toLowerCase());
  const known = new Set([...columns.map(({ heading }) => heading), ...ASIDE]);
  const strange = headings.filter((heading) => heading && !known.has(heading));
  const missing = columns.filter(({ heading }) => !headings.includes(heading));
  if (missing.length) throw refuseFields(missing.map(({ heading }) => columnFault(heading, strange, header)));
  const read: RegisterRow[] = [];
  const faults: Fault[] = [];
  for (const { line, cells } of rows) {
    faults.push(...rowTooWide(header, { line, cells }));
    const row: RegisterRow = { line, name: '', formerName: null, country: null, status: null, since: null, session: null, resolution: null };
    for (const column of columns) {
      const cell = cells[headings.indexOf(column.heading)] ?? '';
      const fault = cellFault(column, cell);
      if (fault) faults.push({ row: line, field: column.heading, ...fault });
      if (column.field) row[column.field] = isName(column) && cell.trim() ? cell : (cell.trim() || null)!;
    }
    read.push(row);
  }
  return { rows: read, faults, unused: strange };
}

const isName = ({ field }: Column): boolean => field === 'name' || field === 'formerName';

function cellFault(column: Column, cell: string): Fault | null {
  const text = cell.trim();
  if (!text) return column.filled ? { rule: 'field-empty' } : null;
  if (isName(column)) {
    const { fault, at } = checkName(cell);
    return fault && { rule: fault, params: { at, length: [...cell].length } };
  }
  return column.check && !column.check(text) ? { rule: column.rule!, params: { value: text.slice(0, 60) } } : null;
}

/** Names the column that is missing, and the strange heading that is most like it, where one is: it was renamed. */
function columnFault(heading: string, strange: string[], header: string[]): Fault {
  const like = (other: string): boolean => other.includes(heading) || heading.includes(other) || distance(other, heading) <= Math.ceil(heading.length / 3);
  const renamed = strange.find(like);
  return renamed === undefined
    ? { field: 'file', rule: 'register-column-missing', params: { column: heading, found: header.join(', ').slice(0, 300) } }
    : { field: 'file', rule: 'register-column-renamed', params: { column: heading, renamed: renamed.slice(0, 80) } };
}
