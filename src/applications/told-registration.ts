import type { EntityManager } from 'typeorm';
import type { Application } from './application.entity.js';

/** Who must hear that an organization is registered, or no longer; kept by the meetings area, so that applications never read its tables. */
export abstract class ToldRegistration {
  /** In the transaction of the act, once the application has its new state. */
  abstract changed(tx: EntityManager, application: Application): Promise<void>;
}
