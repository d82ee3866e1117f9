import { Injectable } from '@nestjs/common';
import { Applications, ApplicationsQuery, type StatusOfApplication } from '../applications/index.js';
import { STATUS_MISSES, StatusQuery, type OrganizationStatus } from '../lists/index.js';
import { Limits } from '../platform/limits.js';

/** What a status reference stands for: a name on a list, or an application that was handed in. */
export type FoundStatus = { listed: OrganizationStatus; application: null } | { listed: null; application: StatusOfApplication };

/** The look-up of a status reference, for page and API: both count what is unknown together, and refuse whoever guesses. */
@Injectable()
export class StatusLookup {
  constructor(
    private readonly query: StatusQuery, private readonly applications: Applications, private readonly ofApplications: ApplicationsQuery, private readonly limits: Limits,
  ) {}

  /** null for a reference that is not known; `from` is the address that asks. */
  find(reference: string, from: string): Promise<FoundStatus | null> {
    return this.limits.finding(STATUS_MISSES, from, async () => {
      const listed = await this.query.byReference(reference);
      if (listed) return { listed, application: null };
      const application = await this.applications.byReference(reference);
      return application?.row.submittedAt ? { listed: null, application: await this.ofApplications.status(application) } : null;
    });
  }
}
