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

/** Deeper than any document that is asked for. */
const DEEPEST = 100;

/**
 * Every text in what was sent that neither record nor database could keep as it came, by its path. A document deeper
 * than any of ours is refused. It looks at one element after the other and keeps no more than the way to it: what comes before anybody
 * is known may be large.
 */
export function brokenTexts(...documents: unknown[]): Fault[] {
  const faults: Fault[] = [];
  const look = (path: string, value: unknown, depth: number): void => {
    if (typeof value === 'string' && BROKEN.test(value)) faults.push({ field: path, rule: 'text-not-unicode' });
    if (typeof value !== 'object' || value === null) return;
    if (depth > DEEPEST) throw new Refused('body-malformed');
    if (Array.isArray(value)) for (let at = 0; at < value.length; at++) look(`${path}.${at}`, value[at], depth + 1);
    else for (const key in value) {
      const field = path ? `${path}.${key}` : key;
      if (BROKEN.test(key)) faults.push({ field: field.replace(/[\p{Surrogate}\0]/gu, '\uFFFD'), rule: 'text-not-unicode' });
      else look(field, (value as Record<string, unknown>)[key], depth + 1);
    }
  };
  for (const document of documents) look('', document, 0);
  return faults.sort((a, b) => (a.field! < b.field! ? -1 : 1));
}
