import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdopted } from '../../../workflows/adoption.js';
import { Advice, ApplicationRetention, Applications, ApplicationSessions, ApplicationsQuery, Calls, type AdviceGiven, type Applicant, type OpenApplication, type OpenCall, type StatusOfApplication } from '../../applications/index.js';
import { Clock } from '../../platform/clock.js';
import { Pages, type FormErrors } from '../../platform/http/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { mustCarry } from '../form.js';
import { cookieOf, paths } from './paths.js';

/** An applicant inside the door: its session, its application, its language. */
export interface Visit {
  token: string;
  csrf: string;
  actor: Applicant;
  application: OpenApplication;
  call: OpenCall;
  told: StatusOfApplication;
  language: Language;
  t: Translate;
  now: string;
}

/** Pages that say how long what is typed is kept. */
const SAY_WHAT_IS_KEPT = ['section', 'overview'];

/** Where the answer to a form is had in another language, of pages that hold nothing typed. */
const AGAIN: Record<string, (id: string) => string> = { check: paths.check, documents: paths.documents };

/** Lets an applicant in by its session; whoever has none gets one calm answer. */
@Injectable()
export class Entrance {
  constructor(
    private readonly pages: Pages, private readonly sessions: ApplicationSessions, private readonly applications: Applications,
    private readonly query: ApplicationsQuery, private readonly calls: Calls, private readonly clock: Clock, private readonly advice: Advice, private readonly retention: ApplicationRetention,
  ) {}

  async visit(request: FastifyRequest, id: string): Promise<Visit> {
    const token = this.pages.session(request, cookieOf(id));
    const session = await this.sessions.find(token);
    if (!token || session?.applicationId !== id) throw new Refused('applicant-session-over');
    const application = await this.applications.find(id);
    const language = this.pages.language(request);
    return {
      token, csrf: session.csrf, actor: { kind: 'applicant', applicationId: id }, application, call: await this.calls.find(application.row.callId),
      told: await this.query.status(application), language, t: this.pages.t(language), now: this.clock.now(),
    };
  }

  /** The same for a form, which must carry the session's own sign. */
  async act(request: FastifyRequest, id: string): Promise<Visit> {
    const visit = await this.visit(request, id);
    if (!request.isMultipart()) mustCarry(request.body, visit.csrf);
    return visit;
  }

  /** A page of the applicant's own; `page` names its words and its template. */
  async send(
    visit: Visit, request: FastifyRequest, reply: FastifyReply, page: string, errors: FormErrors, data: Record<string, unknown> = {},
  ): Promise<void> {
    const { application: { row, conference, track, form }, language, t, csrf, told, now } = visit;
    const advised = row.state === 'draft' || told.changeable ? await this.advice.on(visit.application, now) : null;
    await this.pages.send(request, reply, `apply/${page}.njk`, { door: 'public', language, title: typeof data['heading'] === 'string' ? data['heading'] : t(`apply:${page}.title`), csrf, status: errors.status, ...(AGAIN[page] ? { again: AGAIN[page](row.id) } : {}) }, {
      ...(SAY_WHAT_IS_KEPT.includes(page) ? { kept: await this.retention.told(conference, visit.call, row.savedAt) } : {}),
      private: true, paths, errors, id: row.id, version: row.version, conference: conference.title[language], conferenceHref: paths.conference(conference.slug),
      track: track.title[language], paragraph: track.paragraph, symbol: conference.modality.source.symbol, announced: !isAdopted(conference.modality), name: form.name?.trim() ?? '',
      advice: advised && adviceView(advised, conference.slug, track.way.kind === 'list', t), ...data,
    });
  }
}

const adviceView = ({ kind, name, status, paragraph, track }: AdviceGiven, slug: string, list: boolean, t: Translate) => ({
  name, text: t(`advice:${kind}`, { paragraph: paragraph ?? '' }), status: name && t(`advice:status.${status ?? 'unsaid'}`), unlisted: name && list, ...(track ? { href: paths.begin(slug, track), link: t('advice:link', { paragraph: paragraph ?? '' }) } : { href: null, link: '' }),
});
