import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationsQuery, ApplyHandlers, fieldsOf, phaseOf, sections, type ApplicationForm, type Section } from '../../applications/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, type FormErrors } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { one, type Form } from '../form.js';
import { Entrance, type Visit } from './entrance.js';
import { fieldViews, sectionViews } from './form.view.js';
import { ownView } from './own.view.js';
import { paths } from './paths.js';

/** The applicant's own pages: where the application stands, and its form page by page. */
@Controller('apply/a/:id')
export class ApplicationFormController {
  constructor(private readonly entrance: Entrance, private readonly apply: ApplyHandlers, private readonly query: ApplicationsQuery) {}

  @Get()
  async overview(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, id);
    const [files, questions] = await Promise.all([this.query.files(id), this.query.questions(id)]);
    const done = (request.query as Form)['done'];
    await this.entrance.send(visit, request, reply, 'overview', noErrors, {
      ...ownView(visit, questions), sections: sectionViews(visit), documents: files.length, saved: done === 'saved', answered: done === 'answered', left: done === 'left',
    });
  }

  @Get('form/:section')
  async page(@Param('id') id: string, @Param('section') section: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, id);
    await this.#page(visit, request, reply, known(section), visit.application.form, noErrors);
  }

  /** Keeps the page's fields. What cannot be kept stands on the page again, with the reason beside each field. */
  @Post('form/:section')
  async save(@Param('id') id: string, @Param('section') asked: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    const section = known(asked);
    const sent = request.body as Form;
    const own = fieldsOf(visit.application.track).filter((field) => field.section === section);
    const typed = Object.fromEntries(own.map(({ name }) => [name, one(sent, name).replace(/\r\n/g, '\n')])) as ApplicationForm;
    if (onlySwitchesLanguage(request)) return this.#page(visit, request, reply, section, typed, noErrors);
    try {
      await this.apply.save({ typed, seen: Number(one(sent, 'seen')) || undefined }, visit.actor);
      const next = sections[sections.indexOf(section) + 1];
      const leaves = one(sent, 'go') === 'later' || phaseOf(visit.call, visit.now) === 'closed';
      await reply.redirect(leaves ? `${paths.own(id)}?done=saved` : next ? paths.section(id, next) : paths.documents(id), 303);
    } catch (error) {
      const errors = formErrors(error, visit.t);
      await this.#page(await this.entrance.visit(request, id), request, reply, section, typed, errors);
    }
  }

  async #page(visit: Visit, request: FastifyRequest, reply: FastifyReply, section: Section, form: ApplicationForm, errors: FormErrors): Promise<void> {
    const { application: { row, conference }, call, language, now } = visit;
    await this.entrance.send(visit, request, reply, 'section', errors, {
      section, heading: visit.t(`apply:section.${section}`), step: sections.indexOf(section) + 1, of: sections.length + 1,
      fields: fieldViews(visit, section, form, errors), action: paths.section(row.id, section), closed: phaseOf(call, now) === 'closed', state: row.state,
      office: conference.modality.office[language],
    });
  }
}

function known(section: string): Section {
  const found = sections.find((one) => one === section);
  if (!found) throw new Refused('page-unknown');
  return found;
}
