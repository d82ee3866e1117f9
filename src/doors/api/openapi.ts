import type { INestApplication } from '@nestjs/common';
import schema from '../../../workflows/modality.schema.json' with { type: 'json' };
import { ApiModule } from './api.module.js';
import { describing } from './describe.js';

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
  return SwaggerModule.createDocument(app, config, { include: [ApiModule] });
}

/** What a modality document must be, as JSON Schema 2020-12: under the address at which this installation publishes it. */
export const modalitySchema = (publicUrl: string): object => ({ ...schema, $id: `${publicUrl}/api/modality.schema.json` });
