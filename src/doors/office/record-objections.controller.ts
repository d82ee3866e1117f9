import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Missions, stateName, stateOrder } from '../../directory/index.js';
import { NameBook } from '../../lists/index.js';
import { ObjectionsQuery, MAX_SCAN, RecordObjectionsHandler, type RecordObjections } from '../../objections/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { instantPair } from '../../platform/dates.js';
import { refuseFields, type Params } from '../../platform/refused.js';
import { newYorkInstant } from './acts/deadline-fields.js';
import { Proposals } from '../../proposals/index.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { InParts, many, noErrors, one, readForm, type FormErrors, type Sent, type SentFile } from './forms.js';
import { listHead, nameLine, PAGE } from './list.view.js';
import { standingAlready } from './objections.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';
import { Uploads } from './uploads.js';

/**
 * Objections of a State, or of several that signed one letter, that came by note verbale. One form: finding names and checking
 * send it too, so that what is ticked and typed stays; the scan is kept meanwhile.
 */
@Controller('office/lists/:list/objections/record')
@UseGuards(OfficeGuard)
@Needs('recordObjections')
export class RecordObjectionsController {
  constructor(
    private readonly desk: Desk, private readonly missions: Missions, private readonly book: NameBook, private readonly record: RecordObjectionsHandler,
    private readonly objections: ObjectionsQuery,
    private readonly uploads: Uploads,
    private readonly proposals: Proposals,
  ) {}

  @Get()
  async ask(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, id, {}, noErrors);
  }

  @Post()
  @InParts()
  async take(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { sent, file } = await readForm(request, officer, { bytes: MAX_SCAN, files: 1 });
    const stage = one(sent, 'stage');
    try {
      if (file) sent['upload'] = await this.uploads.keep(officer, file);
      if (stage === 'find') return await this.#form(request, reply, officer, id, sent, noErrors);
      if (stage === 'check' || onlySwitchesLanguage(request)) {
        const command = await this.#command(id, sent, officer);
        // What a program is told of an instant, a person is told of two fields.
        const faults = (await this.record.faults(command)).map((fault) => (fault.rule === 'instant-shape' ? { ...fault, rule: 'date-time-missing' } : fault));
        if (faults.length) throw refuseFields(faults);
        return await this.#check(request, reply, officer, id, sent, command);
      }
      await this.desk.done(request, reply, officer, () => this.#record(id, sent, officer));
    } catch (error) {
      const errors = formErrors(error, this.desk.t(request));
      // A scan that is refused is not held on to: nobody could send the form without it.
      if (errors.fields['scan'] && one(sent, 'upload')) {
        await this.uploads.drop(officer, one(sent, 'upload'));
        delete sent['upload'];
      }
      // The reason stands on the page that checks; all else is mended in the form.
      if (errors.fields['proposalReason']) return this.#check(request, reply, officer, id, sent, await this.#command(id, sent, officer), errors);
      await this.#form(request, reply, officer, id, sent, errors);
    }
  }

  async #record(id: string, sent: Sent, officer: SignedIn): Promise<string> {
    const command = await this.#command(id, sent, officer);
    if (this.desk.late(await this.desk.open(id))) {
      const facts = { listId: id, reason: one(sent, 'proposalReason'), command: { ...command } };
      return paths.proposal((await this.proposals.propose('recordLate', facts, officer.actor)).id);
    }
    await this.record.execute(command, officer.actor);
    if (one(sent, 'upload')) await this.uploads.drop(officer, one(sent, 'upload'));
    return `${paths.objections(id)}?by=state`;
  }

  async #scan(officer: SignedIn, sent: Sent): Promise<SentFile | null> {
    return one(sent, 'upload') ? await this.uploads.take(officer, one(sent, 'upload')) : null;
  }

  async #command(listId: string, sent: Sent, officer: SignedIn): Promise<RecordObjections> {
    const scan = await this.#scan(officer, sent);
    const receivedAt = newYorkInstant(one(sent, 'receivedAt'), one(sent, 'receivedTime'));
    return {
      listId, states: many(sent, 'states'), reference: one(sent, 'reference'), receivedAt,
      items: [...new Set(many(sent, 'names'))].map((nominationId) => ({ nominationId, basis: one(sent, `basis-${nominationId}`).trim() || one(sent, 'basis').trim() || null })),
      ...(scan ? { scan: { name: scan.name, base64: scan.bytes.toString('base64') } } : {}),
    };
  }

  async #check(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent, command: RecordObjections, errors = noErrors): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const { byId } = await this.book.of(opened.list);
    const already = standingAlready((await this.objections.ofList(id, officer.actor)).objections, command.states, command.items, byId, t, language);
    const kept = Object.entries(sent).filter(([name]) => !['_csrf', '_once', 'stage', 'search', 'lang', 'proposalReason'].includes(name))
      .flatMap(([name]) => many(sent, name).filter(Boolean).map((value) => ({ name, value })));
    await this.desk.send(request, reply, officer, 'record-check', { title: t('office:record.check'), status: errors.status, again: paths.recordObjections(id) }, {
      ...listHead(opened, language), errors, kept, late: this.desk.late(opened), proposalReason: one(sent, 'proposalReason'), states: command.states.map((iso2) => stateName(iso2, language)), reference: command.reference,
      received: t('office:bothTimes', instantPair(command.receivedAt, language) as unknown as Params),
      scan: command.scan?.name ?? null, already: already.lines, objections: command.states.length * command.items.length - already.count,
      items: command.items.map(({ nominationId, basis }) => ({ name: byId.get(nominationId)?.name ?? nominationId, basis })),
    });
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent, errors: FormErrors): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    const { byId } = await this.book.of(opened.list);
    const ticked = new Set(many(sent, 'names').filter((nominationId) => byId.has(nominationId)));
    const search = one(sent, 'search');
    const found = (await this.book.filtered(opened.list, language, search ? { search } : {})).filter((n) => n.state === 'circulated');
    const states = new Set(many(sent, 'states'));
    const electorate = await this.missions.electorate(opened.conference.modality);
    const { rule, statement: { text, courtesy } } = opened.conference.modality.reasons;
    await this.desk.send(request, reply, officer, 'record', { title: this.desk.t(request)('office:record.title'), status: errors.status, again: paths.recordObjections(id) }, {
      ...listHead(opened, language), errors, search, found: found.length, page: PAGE,
      reference: one(sent, 'reference'), receivedAt: one(sent, 'receivedAt'), receivedTime: one(sent, 'receivedTime'), basis: one(sent, 'basis'),
      upload: one(sent, 'upload'), scan: await this.#kept(officer, sent), statement: text[language], courtesy: courtesy[language], takesBasis: rule === 'voluntary',
      states: electorate.map(({ iso2 }) => ({ iso2, name: stateName(iso2, language), ticked: states.has(iso2) }))
        .sort((a, b) => stateOrder(a.iso2, language) - stateOrder(b.iso2, language)),
      ticked: [...ticked].map((nominationId) => ({ ...nameLine(byId.get(nominationId)!, opened, language), basis: one(sent, `basis-${nominationId}`) })),
      names: found.filter((n) => !ticked.has(n.id)).slice(0, PAGE).map((n) => nameLine(n, opened, language)),
    });
  }

  /** The name of the scan sent before, where it is still there. */
  async #kept(officer: SignedIn, sent: Sent): Promise<string | null> {
    try {
      return (await this.#scan(officer, sent))?.name ?? null;
    } catch {
      return null;
    }
  }
}
