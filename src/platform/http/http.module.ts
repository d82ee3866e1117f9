import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Log } from '../log.js';
import { Pages } from './pages.js';
import { RefusalFilter } from './refusal.filter.js';

@Global()
@Module({})
export class HttpModule {
  static on(log: Log): DynamicModule {
    return {
      module: HttpModule,
      providers: [{ provide: Log, useValue: log }, Pages, RefusalFilter],
      exports: [Log, Pages, RefusalFilter],
    };
  }
}
