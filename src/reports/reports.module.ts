import { Global, Module } from '@nestjs/common';
import { FinalReport } from '../lists/index.js';
import { PublishFiguresHandler } from './publish-figures.handler.js';
import { Reports } from './reports.js';

@Global()
@Module({ providers: [Reports, { provide: FinalReport, useExisting: Reports }, PublishFiguresHandler], exports: [Reports, FinalReport, PublishFiguresHandler] })
export class ReportsModule {}
