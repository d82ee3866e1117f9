import type * as Swagger from '@nestjs/swagger';

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
export const ApiOperation = later('ApiOperation');
export const ApiParam = later('ApiParam');
export const ApiProperty = later('ApiProperty');
export const ApiPropertyOptional = later('ApiPropertyOptional');
export const ApiResponse = later('ApiResponse');
export const ApiTags = later('ApiTags');

/** How an operation is called, and what it does. */
export const Act = (operationId: string, summary: string): ReturnType<typeof ApiOperation> => ApiOperation({ operationId, summary });

/** Loads the package and does what was taken down, once. */
export async function describing(): Promise<typeof Swagger> {
  const swagger = await import('@nestjs/swagger');
  for (const say of said.splice(0)) say(swagger);
  return swagger;
}
