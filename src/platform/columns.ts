import type { ValueTransformer } from 'typeorm';

/** JSON kept as text: the same bytes on both databases. */
export const json: ValueTransformer = {
  to: (value: unknown) => (value === undefined || value === null ? value : JSON.stringify(value)),
  from: (text: string | null) => (text === null || text === undefined ? text : (JSON.parse(text) as unknown)),
};

/** Bytes. Each database calls them otherwise (blob, bytea), migrations make the columns, and what TypeORM calls text it hands on as it is. */
export const BYTES = 'text';
