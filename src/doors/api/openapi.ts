import type { INestApplication } from '@nestjs/common';
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
