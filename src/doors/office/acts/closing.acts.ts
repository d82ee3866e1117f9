import { Injectable } from '@nestjs/common';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import type { Conference } from '../../../conferences/index.js';
import { assemblyEntry, CorrectAssemblyHandler, Decisions, FinalizeListHandler, Lists, MarkNotedHandler, NameBook, notedFaults, reasonBefore, RetentionQuery, SendFinalListHandler, TransmitToAssemblyHandler, WithdrawListHandler, type AssemblyEntry, type List } from '../../../lists/index.js';
import { stateName } from '../../../directory/index.js';
import { refuseFields } from '../../../platform/refused.js';
import type { Translate } from '../../../platform/i18n.js';
import type { OfficeLanguage } from '../desk.js';
import { one, type Field, type Sent } from '../forms.js';
import type { OfficerActor, Right } from '../../../officers/index.js';
import { paths } from '../paths.js';
import { Act, type Effect, type Preview, type Scene } from './act.js';
import { shortLabel } from '../deliveries.view.js';
import { Reach, reachText } from './reach.js';

@Injectable()
export class FinalizeAct extends Act {
  readonly id = 'finalize';
  readonly may = 'finalize' as const;

  constructor(
    private readonly handler: FinalizeListHandler, private readonly lists: Lists,
    private readonly decisions: Decisions, private readonly book: NameBook,
  ) {
    super();
  }

  override event(): ListEvent {
    return { type: 'list.finalized', undecided: 0, unserved: 0 };
  }

  /** Hidden: the mark of the outcomes that the page shows. */
  override async fields({ list }: Scene): Promise<Field[]> {
    return [{ kind: 'hidden', name: 'facts', label: '', value: (await this.handler.preview(list.id)).facts }];
  }

  /** Who approves sees each name that falls, and by whose entry a body's decision stands. */
  async preview({ t, conference, list, language, actor }: Scene): Promise<Preview> {
    const { final, notFinal, falls, undecided, waiting, unserved, uncounted, short, misdirected, outcomes, missions, addresses } = await this.handler.preview(list.id);
    const { byId } = await this.book.of(list);
    const decided = [...(await this.decisions.ofList(list.id, actor)).values()].map(({ nominationId, decision, reference, officer }) => (
      t('office:act.finalize.decided', { name: byId.get(nominationId)?.name ?? nominationId, decision: t(`office:decision.${decision}`), reference, officer })
    ));
    const states = (which: string, codes: string[]): Effect[] => (codes.length ? [{ label: t(`office:effect.${which}`), text: String(codes.length), lines: codes.map((iso2) => stateName(iso2, language)) }] : []);
    return {
      effects: [
        { label: t('office:effect.final'), text: String(final) },
        { label: t('office:effect.notFinal'), text: String(notFinal) },
        ...(falls.length ? [{ label: t('office:effect.falls'), lines: falls }] : []),
        ...(decided.length ? [{ label: t('office:effect.decided'), lines: decided }] : []),
        ...(undecided ? [{ label: t('office:effect.undecided'), text: String(undecided), lines: waiting }] : []),
        ...states('unserved', unserved),
        ...(short.length ? [{ label: shortLabel(conference, t), text: String(short.length), lines: short.map((iso2) => stateName(iso2, language)) }] : []),
        ...states('misdirected', misdirected),
        { label: t('office:effect.letters'), text: reachText({ missions, addresses }, t) },
        { label: t('office:effect.outcomes'), text: String(outcomes) },
      ],
      warnings: [
        t('office:act.finalize.warning'), ...(undecided ? [t('office:act.finalize.undecided')] : []), ...(uncounted.length ? [t('office:act.finalize.uncounted')] : []),
        ...(short.length && conference.modality.silence.leastAfterService ? [t('office:act.finalize.short')] : []),
        ...(misdirected.length ? [t('office:act.finalize.misdirected')] : []), ...addendaEnd(await this.lists.endedAddenda(list, 'finalized'), t, language), ...notInformed(conference, list, t),
      ],
    };
  }

  override command({ list, sent }: Scene): Record<string, unknown> {
    return { listId: list.id, facts: one(sent, 'facts') };
  }

  override readonly doneAt = paths.progress;
}

/** At the end of a list's retention: what was confidential on it can never be read again. */
@Injectable()
export class DestroyKeyAct extends Act {
  readonly id = 'destroy-key';
  readonly may = 'destroyKey' as const;

  constructor(private readonly retention: RetentionQuery) {
    super();
  }

  /** Before the end of the retention a reason of its own is asked for. */
  override fields({ t, list, conference, now, sent }: Scene): Field[] {
    const until = this.retention.until(list, conference);
    if (until === null || until <= now) return [];
    return [{ kind: 'textarea', name: 'early', label: t('office:act.destroy-key.reason'), hint: t('office:act.destroy-key.reasonHint', { until: until.slice(0, 10) }), value: one(sent, 'early') }];
  }

  async preview({ t, list, conference, language, now, sent }: Scene): Promise<Preview> {
    const until = this.retention.until(list, conference);
    const early = reasonBefore(until, now, one(sent, 'early'));
    return {
      effects: [
        { label: t('office:effect.list'), text: list.title[language] },
        { label: t('office:effect.validity'), text: conference.modality.validity[language] },
        ...(until ? [{ label: t('office:list.keptUntil'), instant: until }] : []),
        ...(early ? [{ label: t('office:act.destroy-key.reason'), text: early }] : []),
      ],
      warnings: [t('office:act.destroy-key.warning'), ...(early ? [t('office:act.destroy-key.early')] : [])],
    };
  }

  override command({ list, sent }: Scene): Record<string, unknown> {
    const early = one(sent, 'early');
    return { listId: list.id, ...(early ? { early } : {}) };
  }
}

/** Footnote 5 asks for it twice: the proposed list, and the final one. */
abstract class InformAct extends Act {
  abstract readonly which: 'proposed' | 'final';

  constructor(private readonly handler: TransmitToAssemblyHandler, private readonly lists: Lists) {
    super();
  }

  override event({ conference }: Pick<Scene, 'conference'>): ListEvent | null {
    return conference.modality.assembly[this.which] ? { type: 'assembly.informed', which: this.which } : null;
  }

  override fields({ t, sent }: Scene): Field[] {
    return [{ kind: 'text', name: 'symbol', label: t('office:act.inform.symbol'), hint: t('office:act.inform.symbolHint'), value: one(sent, 'symbol') }];
  }

  async preview({ t, list, sent }: Scene): Promise<Preview> {
    if (!one(sent, 'symbol').trim()) throw refuseFields([{ field: 'symbol', rule: 'symbol-empty' }]);
    const { names, final } = await this.lists.sizes(list.id);
    const before = this.which === 'proposed' ? list.proposedSymbol : list.finalSymbol;
    return {
      effects: [
        { label: t('office:effect.list'), text: t(`office:act.inform.${this.which}`) },
        { label: t('office:effect.names'), text: String(this.which === 'proposed' ? names : final) },
        { label: t('office:effect.symbol'), text: one(sent, 'symbol') },
        ...(before ? [{ label: t('office:effect.symbolBefore'), text: before }] : []),
      ],
      warnings: [t('office:act.inform.warning')],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute({ listId: list.id, which: this.which, symbol: one(sent, 'symbol') }, actor);
    return paths.list(list.id);
  }
}

@Injectable()
export class InformProposedAct extends InformAct {
  readonly id = 'inform-proposed';
  readonly may: Right = 'inform';
  readonly which = 'proposed' as const;

  constructor(handler: TransmitToAssemblyHandler, lists: Lists) {
    super(handler, lists);
  }
}

@Injectable()
export class InformFinalAct extends InformAct {
  readonly id = 'inform-final';
  readonly may: Right = 'inform';
  readonly which = 'final' as const;

  constructor(handler: TransmitToAssemblyHandler, lists: Lists) {
    super(handler, lists);
  }
}

@Injectable()
export class NotedAct extends Act {
  readonly id = 'noted';
  readonly may = 'noted' as const;

  constructor(private readonly handler: MarkNotedHandler, private readonly lists: Lists) {
    super();
  }

  override event(): ListEvent {
    return { type: 'assembly.noted' };
  }

  override fields({ t, sent }: Scene): Field[] {
    return [
      { kind: 'text', name: 'symbol', label: t('office:act.noted.symbol'), hint: t('office:act.inform.symbolHint'), value: one(sent, 'symbol') },
      { kind: 'date', name: 'on', label: t('office:act.noted.on'), value: one(sent, 'on') },
    ];
  }

  async preview({ t, conference, list, language, now, sent }: Scene): Promise<Preview> {
    const faults = notedFaults(list, one(sent, 'on'), now);
    if (!one(sent, 'symbol').trim()) faults.unshift({ field: 'symbol', rule: 'symbol-empty' });
    if (faults.length) throw refuseFields(faults);
    return {
      effects: [{ label: t('office:act.noted.symbol'), text: one(sent, 'symbol') }, { label: t('office:act.noted.on'), text: one(sent, 'on') }],
      warnings: [t('office:act.noted.warning'), ...addendaEnd(await this.lists.endedAddenda(list, 'noted'), t, language), ...notInformed(conference, list, t)],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute({ listId: list.id, symbol: one(sent, 'symbol'), on: one(sent, 'on') }, actor);
    return paths.list(list.id);
  }
}

/** A symbol or a day that was entered wrongly. */
@Injectable()
export class CorrectAssemblyAct extends Act {
  readonly id = 'correct-assembly';
  readonly may = 'correctAssembly' as const;

  constructor(private readonly handler: CorrectAssemblyHandler) {
    super();
  }

  override fields({ t, list, sent }: Scene): Field[] {
    const which = whichOf(sent);
    const now = assemblyEntry(list, which);
    return [
      { kind: 'hidden', name: 'which', label: '', value: which },
      { kind: 'text', name: 'symbol', label: t('office:act.inform.symbol'), hint: t('office:act.inform.symbolHint'), value: one(sent, 'symbol') || (now.symbol ?? '') },
      ...(which === 'noted' ? [{ kind: 'date' as const, name: 'on', label: t('office:act.noted.on'), value: one(sent, 'on') || (now.on ?? '') }] : []),
      { kind: 'text', name: 'reason', label: t('office:act.correct-assembly.reason'), hint: t('office:act.correct-assembly.reasonHint'), value: one(sent, 'reason') },
    ];
  }

  async preview({ t, list, sent }: Scene): Promise<Preview> {
    const command = this.#command(list, sent);
    const before = await this.handler.preview(command);
    return {
      effects: [
        { label: t('office:act.correct-assembly.which'), text: t(`office:which.${command.which}`) },
        { label: t('office:fact.symbolBefore'), text: before.symbol }, { label: t('office:effect.symbol'), text: command.symbol },
        ...(command.which === 'noted' ? [{ label: t('office:fact.onBefore'), text: before.on! }, { label: t('office:act.noted.on'), text: command.on }] : []),
        { label: t('office:effect.reason'), text: command.reason },
      ],
      warnings: [t('office:act.correct-assembly.warning')],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute(this.#command(list, sent), actor);
    return paths.list(list.id);
  }

  #command(list: List, sent: Sent) {
    return { listId: list.id, which: whichOf(sent), symbol: one(sent, 'symbol'), on: one(sent, 'on'), reason: one(sent, 'reason') };
  }
}

const whichOf = (sent: Sent): AssemblyEntry => (['proposed', 'final'] as const).find((which) => which === one(sent, 'which')) ?? 'noted';

/** A sentence for each draft of an addendum that this act leaves without a way out. */
const addendaEnd = (drafts: List[], t: Translate, language: OfficeLanguage): string[] =>
  drafts.map(({ key, title }) => t('office:act.addendum.ends', { key, title: title[language] }));

/** What a modality foresees for the proposed list, and nobody entered. */
const notInformed = ({ modality }: Conference, { proposedSymbol }: List, t: Translate): string[] =>
  (modality.assembly.proposed && !proposedSymbol ? [t('office:act.inform.missing')] : []);

@Injectable()
export class WithdrawListAct extends Act {
  readonly id = 'withdraw-list';
  readonly may = 'withdrawList' as const;

  override right({ list }: Pick<Scene, 'list'>): Right {
    return list.state === 'draft' ? 'withdrawDraft' : this.may;
  }

  constructor(private readonly handler: WithdrawListHandler, private readonly reach: Reach) {
    super();
  }

  override event(): ListEvent {
    return { type: 'list.withdrawn' };
  }

  override fields({ t, sent }: Scene): Field[] {
    return [{ kind: 'textarea', name: 'reason', label: t('office:act.withdraw-list.reason'), hint: t('office:act.withdraw-list.reasonHint'), value: one(sent, 'reason') }];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, list, sent } = scene;
    if (!one(sent, 'reason').trim()) throw refuseFields([{ field: 'reason', rule: 'reason-empty' }]);
    return {
      effects: [
        { label: t('office:effect.reason'), text: one(sent, 'reason') },
        list.state === 'draft' ? { label: t('office:effect.letters'), text: t('office:effect.noLetters') } : await this.reach.letters(scene),
        { label: t('office:effect.listWithdrawn'), text: String((await this.handler.preview(list.id)).organizations) },
      ],
      warnings: [t('office:act.withdraw-list.warning')],
    };
  }

  override command({ list, sent }: Scene): Record<string, unknown> {
    return { listId: list.id, reason: one(sent, 'reason') };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute({ listId: list.id, reason: one(sent, 'reason') }, actor);
    return paths.list(list.id);
  }
}

/** The final list to every Mission once more. */
@Injectable()
export class SendFinalAct extends Act {
  readonly id = 'send-final';
  readonly may = 'sendFinal' as const;

  constructor(private readonly handler: SendFinalListHandler, private readonly lists: Lists, private readonly reach: Reach) {
    super();
  }

  async preview(scene: Scene): Promise<Preview> {
    const { final } = await this.lists.sizes(scene.list.id);
    return {
      effects: [{ label: scene.t('office:effect.final'), text: String(final) }, await this.reach.letters(scene)],
      warnings: [scene.t('office:act.send-final.warning')],
    };
  }

  override async execute({ list }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute({ listId: list.id }, actor);
    return paths.progress(list.id);
  }
}
