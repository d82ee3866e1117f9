/** Values that a catalog sentence may mention. */
export type Params = Record<string, string | number>;

/** One fault in what was sent: which field, which row, which rule. */
export interface Fault {
  field?: string;
  row?: number;
  rule: string;
  params?: Params;
}

/**
 * An act that a rule refuses. The rule's name is the contract: `templates/locales/<lang>/rules.json` words it,
 * `problems.ts` gives it an HTTP status, and pages, API and CLI show the same sentence.
 */
export class Refused extends Error {
  constructor(
    readonly rule: string,
    readonly params: Params = {},
    readonly faults: Fault[] = [],
  ) {
    super(rule);
    this.name = 'Refused';
  }
}

/** Refuses with one or more faulty fields. */
export const refuseFields = (faults: Fault[]): Refused => new Refused('fields-invalid', { count: faults.length }, faults);

/** Half a character, which JSON can carry, has no UTF-8, and PostgreSQL keeps no NUL. */
const BROKEN = /[\p{Surrogate}\0]/u;

/** Every text in what was sent that neither record nor database could keep as it came, by its path. Without recursion: a document may be deep. */
export function brokenTexts(document: unknown): Fault[] {
  const faults: Fault[] = [];
  const waiting: [path: string, value: unknown][] = [['', document]];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const [path, value] = one;
    if (typeof value === 'string' && BROKEN.test(value)) faults.push({ field: path, rule: 'text-not-unicode' });
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, within] of Object.entries(value)) {
      const field = path ? `${path}.${key}` : key;
      if (BROKEN.test(key)) faults.push({ field: field.replace(/[\p{Surrogate}\0]/gu, '\uFFFD'), rule: 'text-not-unicode' });
      else waiting.push([field, within]);
    }
  }
  return faults.sort((a, b) => (a.field! < b.field! ? -1 : 1));
}
