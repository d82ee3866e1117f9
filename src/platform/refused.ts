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
