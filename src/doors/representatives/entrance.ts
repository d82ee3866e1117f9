import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationSessions } from '../../applications/index.js';
import { Delegations, isAccredited, Namings, Places, RepresentativeSessions, Representatives, type Delegation, type DelegationActor, type Meeting, type Named } from '../../meetings/index.js';
import type { MeetingRule } from '../../../workflows/modality.js';
import { meetingsOf } from '../../../workflows/naming.js';
import { Clock } from '../../platform/clock.js';
import { Pages, type FormErrors } from '../../platform/http/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { cookieOf as applicantCookie } from '../apply/paths.js';
import { mustCarry } from '../form.js';
import { cookieOf, paths } from './paths.js';

/** An organization inside the door. `meetings` are those that are open to it: none where it is not accredited, whatever the cause. */
export interface Visit {
  csrf: string;
  /** What came by its status reference has a session of its own to close; an applicant's stays open for the application. */
  session: string | null;
  actor: DelegationActor;
  delegation: Delegation;
  accredited: boolean;
  meetings: Meeting[];
  people: Named[];
  /** Places of a meeting that the organization has taken under another application of its own. */
  elsewhere: (meeting: MeetingRule) => number;
  language: Language;
  t: Translate;
  now: string;
}

/** Lets an organization in by the session of its application's link, or by one that its status reference was exchanged for. */
@Injectable()
export class RepresentativesEntrance {
  constructor(
    private readonly pages: Pages, private readonly applicants: ApplicationSessions, private readonly sessions: RepresentativeSessions, private readonly delegations: Delegations,
    private readonly namings: Namings, private readonly representatives: Representatives, private readonly clock: Clock, private readonly places: Places,
  ) {}

  async visit(request: FastifyRequest, holder: string): Promise<Visit> {
    const { csrf, session } = await this.#session(request, holder);
    const delegation = await this.delegations.find(holder);
    if (!delegation) throw new Refused('applicant-session-over');
    const open = new Set(meetingsOf(delegation.conference.modality, delegation.opens).map(({ id }) => id));
    const language = this.pages.language(request);
    return {
      csrf, session, actor: { kind: 'delegation', holderId: holder }, delegation, accredited: isAccredited(delegation), language, t: this.pages.t(language), now: this.clock.now(),
      meetings: (await this.namings.of(delegation.conference)).filter(({ rule }) => open.has(rule.id)),
      people: isAccredited(delegation) ? await this.representatives.of(holder) : [], elsewhere: await this.places.elsewhere(delegation),
    };
  }

  /** The same for a form, which must carry the session's own sign. */
  async act(request: FastifyRequest, holder: string): Promise<Visit> {
    const visit = await this.visit(request, holder);
    mustCarry(request.body, visit.csrf);
    return visit;
  }

  /** A page of the door; `page` names its words and its template. */
  async send({ delegation, language, t, csrf, session }: Visit, request: FastifyRequest, reply: FastifyReply, page: string, errors: FormErrors, data: Record<string, unknown> = {}): Promise<void> {
    const { holderId, conference, name, paragraph } = delegation;
    await this.pages.send(request, reply, `representatives/${page}.njk`, { door: 'public', language, title: t(`representatives:${page}.title`), csrf, status: errors.status }, {
      private: true, errors, paths, holder: holderId, organization: name, paragraph, conference: conference.title[language], symbol: conference.modality.source.symbol, closes: session !== null, ...data,
    });
  }

  async #session(request: FastifyRequest, holder: string): Promise<{ csrf: string; session: string | null }> {
    const token = this.pages.session(request, cookieOf(holder));
    const own = await this.sessions.find(token);
    if (token && own?.holderId === holder) return { csrf: own.csrf, session: token };
    const applicant = await this.applicants.find(this.pages.session(request, applicantCookie(holder)));
    if (applicant?.applicationId === holder) return { csrf: applicant.csrf, session: null };
    throw new Refused('applicant-session-over');
  }
}
