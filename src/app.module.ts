import { Module, type DynamicModule } from '@nestjs/common';
import { ApplicationsModule } from './applications/index.js';
import { ConferencesModule } from './conferences/index.js';
import { CustodyModule } from './custody/index.js';
import { DeliveryModule } from './delivery/index.js';
import { DirectoryModule } from './directory/index.js';
import { DisclosuresModule } from './disclosures/index.js';
import { ApiModule } from './doors/api/api.module.js';
import { ApplyDoorModule } from './doors/apply/apply-door.module.js';
import { DevModule } from './doors/dev/dev.module.js';
import { MissionsDoorModule } from './doors/missions/missions-door.module.js';
import { OfficeModule } from './doors/office/office.module.js';
import { PublicModule } from './doors/public/public.module.js';
import { RepresentativesDoorModule } from './doors/representatives/representatives-door.module.js';
import { ListsModule } from './lists/index.js';
import { MeetingsModule } from './meetings/index.js';
import { MissionsModule } from './missions/index.js';
import { NoticesModule } from './notices/index.js';
import { ObjectionsModule } from './objections/index.js';
import { OfficersModule } from './officers/index.js';
import { OutboxModule } from './outbox/index.js';
import { HttpModule } from './platform/http/http.module.js';
import type { Log } from './platform/log.js';
import { PlatformModule, type Ground } from './platform/platform.module.js';
import { RegistersModule } from './registers/index.js';
import { WebhookDeliveryModule, WebhooksModule } from './webhooks/index.js';
import { ProposalsModule } from './proposals/index.js';
import { ReportsModule } from './reports/index.js';
import { RecordsModule } from './records/index.js';

/** The areas, without doors: what the command line stands on. */
const areas = [
  RecordsModule, OutboxModule, OfficersModule, DirectoryModule, ConferencesModule, MissionsModule, NoticesModule, ListsModule, ObjectionsModule,
  DisclosuresModule, ProposalsModule, RegistersModule, ApplicationsModule, MeetingsModule, ReportsModule, WebhooksModule, CustodyModule,
];

/** Where all is joined. */
@Module({})
export class AppModule {
  /** The whole service. The trial's own pages exist in trial mode only. */
  static on(ground: Ground, log: Log): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.on(ground), HttpModule.on(log), ...areas, DeliveryModule, WebhookDeliveryModule,
        OfficeModule, MissionsDoorModule, PublicModule, ApplyDoorModule, RepresentativesDoorModule, ApiModule, ...(ground.config.mode === 'trial' ? [DevModule] : []),
      ],
    };
  }

  /** The areas alone, for the command line: no door, no mail. */
  static areas(ground: Ground): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.on(ground), ...areas] };
  }
}
