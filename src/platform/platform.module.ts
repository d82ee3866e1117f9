import { Global, Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { closeDatabases, type Databases } from './database.js';
import { Catalogs } from './i18n.js';
import { Ids } from './ids.js';
import { Keys } from './keys.js';
import { Limits } from './limits.js';
import { Reader } from './reader.js';
import { UnitOfWork } from './unit-of-work.js';

export const CONFIG = Symbol('config');
export const DATABASES = Symbol('databases');

export interface Ground {
  config: Config;
  databases: Databases;
  clock: Clock;
  keys: Keys;
}

/** What every area stands on. Knows nothing of lists, Missions or objections. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(@Inject(DATABASES) private readonly databases: Databases) {}

  static on({ config, databases, clock, keys }: Ground): DynamicModule {
    const work = new UnitOfWork(databases.writing as DataSource);
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASES, useValue: databases },
      { provide: Clock, useValue: clock },
      { provide: Keys, useValue: keys },
      { provide: Ids, useValue: new Ids() },
      { provide: Catalogs, useValue: new Catalogs({ contact: config.contact }) },
      { provide: UnitOfWork, useValue: work },
      { provide: Reader, useValue: new Reader(databases.reading as DataSource, work) },
    ];
    return { module: PlatformModule, providers: [...providers, Limits], exports: [...providers.map(({ provide }) => provide), Limits] };
  }

  async onApplicationShutdown(): Promise<void> {
    await closeDatabases(this.databases);
  }
}
