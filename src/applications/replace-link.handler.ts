import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { mustBeMailAddress } from '../platform/mail-address.js';
import { oneByOne } from '../platform/one-by-one.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Application } from './application.entity.js';
import { ApplicationLetters } from './application-letters.js';
import { ApplicationLinks } from './application-links.js';
import { Applications, type OpenApplication } from './applications.js';

const MOST = 1_000;

/** The desk ends every link and session of an application at once, and where it is asked to sends a new link: also to another address, where the contact has changed. */
@Injectable()
export class ReplaceLinkHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly applications: Applications,
    private readonly links: ApplicationLinks, private readonly letters: ApplicationLetters,
  ) {}

  /** `email` null: to the address that the application has. */
  async reissue({ applicationId, email, reason }: { applicationId: string; email: string | null; reason: string }, actor: Actor): Promise<void> {
    await this.#revoke(applicationId, reason, actor, async (tx, application, at, facts) => {
      const readdressed = email !== null && email.trim() !== application.email;
      if (readdressed) await this.#readdress(tx, application, email.trim());
      await this.letters.queue(tx, 'applicationLinkReplaced', application, at);
      this.records.append({ act: 'application.linkReissued', at, actor, conferenceId: application.row.conferenceId, open: { ...facts, readdressed } });
    });
  }

  /** Nobody comes in until another link is asked for or given. */
  async revoke({ applicationId, reason }: { applicationId: string; reason: string }, actor: Actor): Promise<void> {
    await this.#revoke(applicationId, reason, actor, (_tx, { row }, at, facts) => {
      this.records.append({ act: 'application.linksRevoked', at, actor, conferenceId: row.conferenceId, open: facts });
      return Promise.resolve();
    });
  }

  async #revoke(
    id: string, reason: string, actor: Actor,
    act: (tx: EntityManager, application: OpenApplication, at: string, facts: { application: string; track: string; reason: string }) => Promise<void>,
  ): Promise<void> {
    mustMay(actor, 'screen');
    const words = reason.trim();
    if (!words) throw refuseFields([{ field: 'why', rule: 'reason-empty' }]);
    if ([...words].length > MOST) throw refuseFields([{ field: 'why', rule: 'text-too-long', params: { most: MOST } }]);
    await this.work.run(async (tx) => {
      const application = await this.applications.lock(tx, id);
      const { row } = application;
      // A draft is nobody's business yet; whoever lost the link to one asks for another.
      if (row.state === 'draft') throw new Refused('application-unknown');
      await this.links.revokeBefore(tx, row, await this.links.next(tx, row));
      await act(tx, application, this.clock.now(), { application: id, track: row.track, reason: words });
    });
  }

  /** From here on the applicant is written to at this address, and asks for a lost link with it. */
  async #readdress(tx: EntityManager, application: OpenApplication, email: string): Promise<void> {
    mustBeMailAddress('email', email);
    const { row, form } = application;
    const emailTag = this.applications.emailTag(row.conferenceId, row.track, email);
    await oneByOne(tx, 'applicant', emailTag);
    const other = await tx.findOneBy(Application, { emailTag });
    if (other && other.id !== row.id) throw refuseFields([{ field: 'email', rule: 'address-of-another-application', params: { value: email.slice(0, 80) } }]);
    application.email = email;
    await this.applications.write(tx, row, { emailTag, sealed: this.applications.seal(row.id, { email, form }) });
  }
}
