import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import schema from '../../../workflows/modality.schema.json' with { type: 'json' };
import { ApiModule } from './api.module.js';
import { answers, describing } from './describe.js';
import { names } from './shape.js';

/** The API's description, OpenAPI 3.1. */
export async function describeApi(app: INestApplication): Promise<object> {
  const { DocumentBuilder, SwaggerModule } = await describing();
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0').setTitle('Nemcon').setVersion('1')
    .setDescription('Stakeholder accreditation and the non-objection procedure. Refusals are problem details (RFC 9457) that name the rule.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Token from `nemcon officer token`.' }, 'officer')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Session token from openMissionSession.' }, 'mission')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Session token from openApplicationSession.' }, 'applicant')
    .build();
  const document = SwaggerModule.createDocument(app, config, { include: [ApiModule] });
  for (const [method, operation] of Object.values(document.paths).flatMap((path) => Object.entries(path) as [string, Operation][])) {
    // What a controller says of all its acts is not true of what only reads.
    if (method === 'get') operation.parameters = (operation.parameters ?? []).filter((parameter) => !('name' in parameter) || parameter.name !== 'Idempotency-Key');
    // An answer without content has none; what is proposed has its own already.
    for (const [status, response] of Object.entries(operation.responses)) if (status !== '204' && !('content' in response!)) Object.assign(response!, { content: answers[operation.operationId!] });
    operation.responses['default'] = { $ref: '#/components/responses/Refused' };
  }
  Object.assign(document.components!.schemas!, { Problem: PROBLEM, ...names });
  document.components!.responses = { Refused: { description: 'A rule refuses; nothing was done.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } };
  return document;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** A refusal as `problemOf` makes it. */
const PROBLEM = {
  type: 'object', required: ['type', 'title', 'status', 'detail', 'rule'],
  properties: {
    type: { type: 'string', description: '`urn:nemcon:rule:` and the rule.' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, rule: { type: 'string' },
    errors: {
      type: 'array', description: 'What is wrong in which field, or in which row of a file.',
      items: { type: 'object', required: ['rule', 'detail'], properties: { field: { type: 'string' }, row: { type: 'integer' }, rule: { type: 'string' }, detail: { type: 'string' } } },
    },
  },
} as const;

/** What a modality document must be, as JSON Schema 2020-12: under the address at which this installation publishes it. */
export const modalitySchema = (publicUrl: string): object => ({ ...schema, $id: `${publicUrl}/api/modality.schema.json` });
