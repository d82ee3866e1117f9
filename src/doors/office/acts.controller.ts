import { Controller, Get, Param, Post, Body, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may, mustMay, needsTwo, type SignedIn, type TwoOfficerAct } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Proposals } from '../../proposals/index.js';
import type { Act, Scene } from './acts/act.js';
import { Acts } from './acts/acts.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { flat, many, noErrors, one, withErrors, type FormErrors, type Sent } from './forms.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** The one way of every act that cannot be undone: ask, show what will happen, have the key typed, do it. */
@Controller('office/lists/:list/acts/:act')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class ActsController {
  constructor(private readonly desk: Desk, private readonly acts: Acts, private readonly proposals: Proposals) {}

  @Get()
  async show(
    @Param('list') id: string, @Param('act') actId: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn,
    @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = this.#find(actId, officer);
    const scene = await this.#scene(request, officer, id, query);
    const fields = await act.fields(scene, noErrors);
    if (fields.some(({ kind }) => kind !== 'hidden')) return this.#form(request, reply, officer, act, scene, noErrors);
    return this.#preview(request, reply, officer, act, scene, noErrors);
  }

  /** `stage` is `preview` on the form and `act` on the page that shows what will happen. */
  @Post()
  async take(
    @Param('list') id: string, @Param('act') actId: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn,
    @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = this.#find(actId, officer);
    const scene = await this.#scene(request, officer, id, sent);
    try {
      if (one(sent, 'stage') !== 'act' || onlySwitchesLanguage(request)) return await this.#preview(request, reply, officer, act, scene, noErrors);
      const right = act.right(scene);
      if (needsTwo(right)) return await this.desk.done(request, reply, officer, () => this.#propose(officer, act, scene));
      mustMay(officer.actor, right);
      if (act.typed && one(sent, 'typed').trim() !== scene.list.key) throw refuseFields([{ field: 'typed', rule: 'confirmation-differs', params: { word: scene.list.key } }]);
      const seen = Number(one(sent, 'seen')) || undefined;
      await this.desk.done(request, reply, officer, () => act.execute(scene, officer.actor, seen));
    } catch (error) {
      const errors = formErrors(error, scene.t);
      const refused = error as Refused;
      const mistyped = refused.faults.some(({ rule }) => rule === 'confirmation-differs' || rule === 'proposal-reason-empty');
      if (mistyped) return this.#preview(request, reply, officer, act, scene, errors);
      return this.#form(request, reply, officer, act, scene, errors);
    }
  }

  /** What an act will do tells of objections too: its pages are for those who may take it, or propose it. */
  #find(id: string, { actor }: SignedIn): Act {
    const act = this.acts.find(id);
    if (!may(actor, act.may)) throw new Refused('role-lacks-right', { right: act.may });
    return act;
  }

  async #propose(officer: SignedIn, act: Act, scene: Scene): Promise<string> {
    const seen = Number(one(scene.sent, 'seen')) || undefined;
    // What the officer proposes is what the officer saw.
    if (seen !== undefined && seen !== scene.list.version) throw new Refused('list-changed', { seen, version: scene.list.version });
    const facts = { listId: scene.list.id, command: act.command(scene), reason: one(scene.sent, 'proposalReason') };
    const { id } = await this.proposals.propose(act.right(scene) as TwoOfficerAct, facts, officer.actor);
    return paths.proposal(id);
  }

  async #scene(request: FastifyRequest, { actor }: SignedIn, id: string, sent: Sent): Promise<Scene> {
    return { ...(await this.desk.open(id)), t: this.desk.t(request), language: this.desk.language(request), now: this.desk.now(), sent, actor };
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, act: Act, scene: Scene, errors: FormErrors): Promise<void> {
    const fields = withErrors(await act.fields(scene, errors), errors);
    await this.desk.send(request, reply, officer, 'act-form', { title: scene.t(`office:act.${act.id}.title`), status: errors.status, again: paths.act(scene.list.id, act.id) }, {
      ...listHead(scene, scene.language), act: act.id, fields, errors,
    });
  }

  async #preview(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, act: Act, scene: Scene, errors: FormErrors): Promise<void> {
    // A mark of what is shown is taken before it is shown: what changes in between is refused, and never proposed unseen.
    const fields = await act.fields(scene, noErrors);
    const preview = await act.preview(scene);
    const kept = flat(fields).flatMap(({ kind, name, value: given }) => (kind === 'hidden' ? [given] : many(scene.sent, name)).filter(Boolean).map((value) => ({ name, value })));
    await this.desk.send(request, reply, officer, 'act-preview', { title: scene.t(`office:act.${act.id}.title`), status: errors.status, again: paths.act(scene.list.id, act.id) }, {
      ...listHead(scene, scene.language), act: act.id, typed: act.typed, two: needsTwo(act.right(scene)), proposalReason: one(scene.sent, 'proposalReason'), preview, kept, errors,
    });
  }
}
