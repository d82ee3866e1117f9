import { Injectable } from '@nestjs/common';
import { Applications, ApplicationsQuery, type StatusOfApplication } from '../applications/index.js';
import { STATUS_MISSES, StatusQuery, type OrganizationStatus } from '../lists/index.js';
import { Limits, networkOf } from '../platform/limits.js';

/** What a status reference stands for: a name on a list, or an application that was handed in. */
export type FoundStatus = { listed: OrganizationStatus; application: null } | { listed: null; application: StatusOfApplication };

/** The look-up of a status reference, for the page and the API: both count what is unknown together, and refuse whoever guesses. */
@Injectable()
export class StatusLookup {
  constructor(
    private readonly query: StatusQuery, private readonly applications: Applications, private readonly ofApplications: ApplicationsQuery, private readonly limits: Limits,
  ) {}

  /** null for a reference that is not known; `from` is the address that asks. */
  async find(reference: string, from: string): Promise<FoundStatus | null> {
    await this.limits.check(STATUS_MISSES, networkOf(from));
    const listed = await this.query.byReference(reference);
    if (listed) return { listed, application: null };
    const application = await this.applications.byReference(reference);
    if (application?.row.submittedAt) return { listed: null, application: await this.ofApplications.status(application) };
    await this.limits.take(STATUS_MISSES, networkOf(from));
    return null;
  }
}
