import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Modality } from '../../../workflows/modality.js';
import { AdoptModalityHandler, type AdoptModality } from '../../lists/index.js';
import { mayApprove, type SignedIn, type TwoOfficerAct } from '../../officers/index.js';
import { formErrors } from '../../platform/http/index.js';
import { refuseFields } from '../../platform/refused.js';
import { concerned, Proposals, type FoundProposal, type OpenProposal } from '../../proposals/index.js';
import { Needs } from '../needs.js';
import { Acts } from './acts/acts.js';
import { adoptionPreview } from './adoption.controller.js';
import type { Preview } from './acts/act.js';
import { LateRecord } from './acts/late-record.js';
import { OfficerChanges } from './acts/officer-changes.js';
import { Desk } from './desk.js';
import { noErrors, one, type FormErrors, type Sent } from './forms.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { modalityView } from './modality.view.js';
import { paths } from './paths.js';

/** Acts whose result stands among the conferences. */
const CONFERENCES: TwoOfficerAct[] = ['publishModality', 'adoptModality'];

/** What one officer proposed and another has to approve. */
@Controller('office/proposals')
@UseGuards(OfficeGuard)
@Needs('readProposals')
export class ProposalsController {
  constructor(private readonly desk: Desk, private readonly proposals: Proposals, private readonly acts: Acts, private readonly late: LateRecord, private readonly officers: OfficerChanges, private readonly adopting: AdoptModalityHandler) {}

  @Get()
  async all(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.desk.language(request);
    const waiting = await Promise.all((await this.proposals.waiting(officer.actor)).map(async ({ id, act, listId, proposer, proposedAt, proposerId }) => {
      const opened = listId ? await this.desk.open(listId) : null;
      return {
        act, proposer, proposedAt, href: paths.proposal(id), own: proposerId === officer.actor.id,
        list: opened?.list.title[language] ?? null, conference: opened?.conference.title[language] ?? null,
      };
    }));
    await this.desk.send(request, reply, officer, 'proposals', { title: this.desk.t(request)('office:proposals.title') }, { waiting });
  }

  @Get(':proposal')
  async one(@Param('proposal') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, await this.proposals.find(id, officer.actor), noErrors);
  }

  /** `do` is `approve` or `close`. */
  @Post(':proposal')
  async decide(@Param('proposal') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const proposal = await this.proposals.find(id, officer.actor);
    try {
      if (one(sent, 'do') === 'close') {
        return await this.desk.done(request, reply, officer, async () => {
          await this.proposals.close(id, officer.actor);
          return proposal.listId ? paths.list(proposal.listId) : paths.proposals;
        }, { listId: proposal.listId });
      }
      if (proposal.listId) {
        const { key } = (await this.desk.open(proposal.listId)).list;
        if (one(sent, 'typed').trim() !== key) throw refuseFields([{ field: 'typed', rule: 'confirmation-differs', params: { word: key } }]);
      }
      await this.desk.done(request, reply, officer, async () => {
        await this.proposals.approve(id, officer.actor);
        const act = this.acts.ofRight(proposal.act);
        if (proposal.listId) return (act?.doneAt ?? paths.list)(proposal.listId);
        // A conference shows what came of it; of an officer the proposal itself says that it is done.
        return CONFERENCES.includes(proposal.act) ? paths.home : paths.proposal(id);
      }, { listId: concerned(proposal) });
    } catch (error) {
      const errors = formErrors(error, this.desk.t(request));
      await this.#page(request, reply, officer, await this.proposals.find(id, officer.actor), errors);
    }
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, proposal: FoundProposal, given: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const opened = proposal.listId ? await this.desk.open(proposal.listId) : null;
    const open = proposal.state === 'open';
    let [preview, errors]: [Preview | null, FormErrors] = [null, given];
    try {
      if (open) preview = await this.#preview(request, officer, proposal);
    } catch (error) {
      // What has become impossible is said instead of what would happen.
      errors = { ...given, summary: [...given.summary, ...formErrors(error, t).summary] };
    }
    await this.desk.send(request, reply, officer, 'proposal', { title: t(`office:proposals.act.${proposal.act}`), status: errors.status, again: paths.proposal(proposal.id) }, {
      ...(opened ? listHead(opened, language) : {}), preview, errors, hasList: opened !== null,
      proposal: {
        id: proposal.id, act: proposal.act, state: proposal.state, proposer: proposal.proposer, at: proposal.proposedAt, reason: proposal.reason,
        decidedBy: proposal.decidedBy, decidedAt: proposal.decidedAt, href: paths.proposal(proposal.id), forsaken: open && proposal.forsaken,
      },
      own: proposal.proposerId === officer.actor.id, mayApprove: open && mayApprove(officer.actor, proposal.proposerId),
    });
  }

  /** Exactly what will happen, worked out anew. */
  async #preview(request: FastifyRequest, { actor }: SignedIn, { act, listId, command }: OpenProposal): Promise<Preview> {
    const t = this.desk.t(request);
    const known = this.acts.ofRight(act);
    if (listId) {
      const scene = { ...(await this.desk.open(listId)), t, language: this.desk.language(request), now: this.desk.now(), sent: {}, actor };
      return known ? await known.preview({ ...scene, sent: known.sentOf(command) }) : await this.late.preview(scene, command);
    }
    if (act === 'adoptModality') return adoptionPreview(await this.adopting.preview(command as unknown as AdoptModality), t, this.desk.language(request));
    if (act !== 'publishModality') return await this.officers.preview({ act, command }, t);
    const { slug, title, modality } = command as { slug: string; title: { en: string }; modality: Modality };
    return { modality: modalityView(modality, t, this.desk.language(request)), effects: [
      { label: t('office:newConference.name'), text: title.en }, { label: t('office:newConference.slug'), text: slug },
      { label: t('office:newConference.modality'), text: `${modality.id}, ${modality.source.symbol}` },
    ], warnings: [] };
  }
}
