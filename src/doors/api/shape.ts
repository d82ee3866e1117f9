import { languages } from '../../platform/languages.js';

declare const described: unique symbol;

/**
 * The JSON Schema of an answer, and its type: it stands in the API's description, and the compiler holds the controllers to it.
 * So that an answer may get another field some day, a schema does not say that there are no others: the tests do.
 */
export interface Shape<T> {
  readonly [keyword: string]: unknown;
  readonly [described]?: T;
}
export type Described<S> = S extends Shape<infer T> ? T : never;
type Fields = Record<string, Shape<unknown>>;
type Of<F extends Fields> = { [K in keyof F]: Described<F[K]> };

export const text: Shape<string> = { type: 'string' };
export const uuid: Shape<string> = { type: 'string', format: 'uuid' };
export const instant: Shape<string> = { type: 'string', format: 'date-time' };
export const day: Shape<string> = { type: 'string', format: 'date' };
export const whole: Shape<number> = { type: 'integer', minimum: 0 };
export const flag: Shape<boolean> = { type: 'boolean' };
export const memberState: Shape<string> = { type: 'string', pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' };
export const anything: Shape<unknown> = {};

export const oneOf = <const T extends string>(...values: readonly T[]): Shape<T> => ({ type: 'string', enum: values });
export const maybe = <T>(shape: Shape<T>): Shape<T | null> => ({ anyOf: [shape, { type: 'null' }] });
export const many = <T>(items: Shape<T>): Shape<readonly T[]> => ({ type: 'array', items });
export const either = <A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> => ({ anyOf: [one, other] });
/** Anything of one shape by names that the schema does not know. */
export const byName = <T>(shape: Shape<T>): Shape<Readonly<Record<string, T | undefined>>> => ({ type: 'object', additionalProperties: shape });

export const object = <R extends Fields, O extends Fields = Record<never, never>>(properties: R, optional?: O): Shape<Of<R> & Partial<Of<O>>> => (
  { type: 'object', required: Object.keys(properties), properties: { ...properties, ...optional } }
);
/** The same shape under each of these names. */
export const each = <K extends string, T>(names: readonly K[], shape: Shape<T>): Record<K, Shape<T>> => Object.fromEntries(names.map((name) => [name, shape])) as Record<K, Shape<T>>;

export const said = <T>(shape: Shape<T>, description: string): Shape<T> => ({ ...shape, description });

/** What is named here stands once in the description, and a generated client has a type of this name. */
export const names: Record<string, Shape<unknown>> = {};
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  names[name] = shape;
  return { $ref: `#/components/schemas/${name}` };
}

export const language = oneOf(...languages);
export const inSix = named('InSixLanguages', object(each(languages, text)));
/** Of a place: the code of a Member State, or the text as it was typed. */
export const place = maybe(said(text, 'Code of a Member State, or another place as it was typed.'));

const bytes: Shape<unknown> = { type: 'string', format: 'binary' };
/** An answer that is a file, of one of these media types. */
export class FileShape {
  constructor(readonly types: Record<string, Shape<unknown>>) {}
}
export const files = (...types: string[]): FileShape => new FileShape(each(types, bytes));
