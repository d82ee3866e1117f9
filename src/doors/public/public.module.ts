import { Module } from '@nestjs/common';
import { ConferenceReportController } from './conference-report.controller.js';
import { HealthController } from './health.controller.js';
import { PublicController } from './public.controller.js';
import { RecordController } from './record.controller.js';
import { ReportController } from './report.controller.js';
import { StatusController } from './status.controller.js';
import { ShownModule } from '../shown.module.js';

/** The public door. It knows nothing of objections: what it shows is the same whether or not there are any. */
@Module({ imports: [ShownModule], controllers: [HealthController, PublicController, ReportController, ConferenceReportController, RecordController, StatusController] })
export class PublicModule {}
