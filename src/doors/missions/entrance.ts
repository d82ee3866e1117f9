import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Conference } from '../../conferences/index.js';
import { stateName } from '../../directory/index.js';
import { Lists, silenceRuns, type List } from '../../lists/index.js';
import { MissionSessions, type DraftSession } from '../../missions/index.js';
import { Clock } from '../../platform/clock.js';
import { Pages, type FormErrors } from '../../platform/http/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { mustCarry } from '../form.js';
import { cookieOf, paths } from './paths.js';

/** A Mission inside the door: its session, its list, its language. */
export interface Visit {
  token: string;
  session: DraftSession;
  list: List;
  conference: Conference;
  language: Language;
  t: Translate;
  /** Whether objections can be filed now. */
  running: boolean;
}

/** Of a page that is a form: what was wrong with what it sent, and where it is had again in another language. */
interface OfForm {
  errors: FormErrors;
  again: string;
}

/** Lets a Mission in by its session; whoever has none gets one calm answer. */
@Injectable()
export class Entrance {
  constructor(
    private readonly pages: Pages, private readonly sessions: MissionSessions, private readonly lists: Lists, private readonly clock: Clock,
  ) {}

  async visit(request: FastifyRequest, listId: string): Promise<Visit> {
    const token = this.pages.session(request, cookieOf(listId));
    const session = await this.sessions.findWithDraft(token);
    if (!token || !session || session.listId !== listId) throw new Refused('mission-session-over');
    const list = await this.lists.find(listId);
    const language = this.pages.language(request);
    return {
      token, session, list, conference: await this.lists.conferenceOf(list), language, t: this.pages.t(language),
      running: silenceRuns(list, this.clock.now()),
    };
  }

  /** The same for a form, which must carry the session's own sign. */
  async act(request: FastifyRequest, listId: string): Promise<Visit> {
    const visit = await this.visit(request, listId);
    mustCarry(request.body, visit.session.csrf);
    return visit;
  }

  /** A page of the Mission's own. */
  async send(
    { list, conference, session, language, running }: Visit, request: FastifyRequest, reply: FastifyReply, template: string, title: string, data: Record<string, unknown>, form?: OfForm,
  ): Promise<void> {
    const page = { door: 'mission' as const, language, title, csrf: session.csrf, ...(form ? { status: form.errors.status, again: form.again } : {}) };
    await this.pages.send(request, reply, `missions/${template}.njk`, page, {
      paths, listId: list.id, list: list.title[language], conference: conference.title[language], symbol: conference.modality.source.symbol,
      deadline: list.deadline, running, state: stateName(session.iso2, language), ...(form ? { errors: form.errors } : {}), ...data,
    });
  }
}
