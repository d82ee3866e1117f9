import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { PublicController } from './public.controller.js';
import { Published } from '../published.js';
import { RecordController } from './record.controller.js';
import { StatusController } from './status.controller.js';
import { StatusLookup } from '../status-lookup.js';

/** The public door. It knows nothing of objections: what it shows is the same whether or not there are any. */
@Module({ controllers: [HealthController, PublicController, RecordController, StatusController], providers: [Published, StatusLookup] })
export class PublicModule {}
