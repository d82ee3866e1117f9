import type * as Swagger from '@nestjs/swagger';
import type { Proposed } from './proposed.js';
import { FileShape, type Shape } from './shape.js';

type Described = 'ApiBearerAuth' | 'ApiHeader' | 'ApiOperation' | 'ApiParam' | 'ApiProperty' | 'ApiPropertyOptional' | 'ApiResponse' | 'ApiTags';
type Decorate = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => void;

const said: ((swagger: typeof Swagger) => void)[] = [];

/**
 * A decorator of @nestjs/swagger that only takes down what is said and does its work when the description is asked for:
 * that package is a fifth of all files that the service would read at its start, and most processes never describe themselves.
 */
const later = <N extends Described>(name: N): (typeof Swagger)[N] =>
  ((...options: never[]): Decorate => (...place) => {
    said.push((swagger) => (swagger[name] as unknown as (...options: never[]) => Decorate)(...options)(...place));
  }) as unknown as (typeof Swagger)[N];

export const ApiBearerAuth = later('ApiBearerAuth');
export const ApiHeader = later('ApiHeader');
const ApiOperation = later('ApiOperation');
export const ApiParam = later('ApiParam');
export const ApiProperty = later('ApiProperty');
export const ApiPropertyOptional = later('ApiPropertyOptional');
export const ApiResponse = later('ApiResponse');
export const ApiTags = later('ApiTags');

/** What each operation answers, by media type. */
export const answers: Record<string, Record<string, { schema: Shape<unknown> }>> = {};

/**
 * How an operation is called, what it does, and what it answers where it answers more than that it is done. What a method sends by
 * itself the compiler does not see; the tests do.
 */
export const Act = <T = never>(operationId: string, summary: string, answer?: Shape<T> | FileShape) => (
  <F extends (...given: never[]) => Promise<T | Proposed | void>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<F>): void => {
    if (answer) answers[operationId] = Object.fromEntries(Object.entries(answer instanceof FileShape ? answer.types : { 'application/json': answer }).map(([type, schema]) => [type, { schema }]));
    ApiOperation({ operationId, summary })(target, key, descriptor);
  }
);

/** Loads the package and does what was taken down, once. */
export async function describing(): Promise<typeof Swagger> {
  const swagger = await import('@nestjs/swagger');
  for (const say of said.splice(0)) say(swagger);
  return swagger;
}
