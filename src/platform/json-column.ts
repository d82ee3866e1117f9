import type { ValueTransformer } from 'typeorm';

/** JSON kept as text: the same bytes on both databases. */
export const json: ValueTransformer = {
  to: (value: unknown) => (value === undefined || value === null ? value : JSON.stringify(value)),
  from: (text: string | null) => (text === null || text === undefined ? text : (JSON.parse(text) as unknown)),
};
