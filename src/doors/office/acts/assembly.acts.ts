import { Injectable } from '@nestjs/common';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import type { Conference } from '../../../conferences/index.js';
import { assemblyEntry, CorrectAssemblyHandler, Lists, MarkNotedHandler, notedFaults, TransmitToAssemblyHandler, type AssemblyEntry, type List } from '../../../lists/index.js';
import type { OfficerActor } from '../../../officers/index.js';
import { monthText } from '../../../platform/dates.js';
import type { Translate } from '../../../platform/i18n.js';
import { refuseFields } from '../../../platform/refused.js';
import type { OfficeLanguage } from '../desk.js';
import { one, type Field, type Sent } from '../forms.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';

/** Footnote 5 asks for it twice: the proposed list, and the final one. */
@Injectable()
abstract class InformAct extends Act {
  abstract readonly which: 'proposed' | 'final';
  readonly may = 'inform' as const;

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
  readonly which = 'proposed' as const;
}

@Injectable()
export class InformFinalAct extends InformAct {
  readonly id = 'inform-final';
  readonly which = 'final' as const;
}

/** The Assembly took note of the final list. */
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
      effects: [{ label: t('office:act.noted.symbol'), text: one(sent, 'symbol') }, { label: t('office:act.noted.on'), text: monthText(one(sent, 'on'), language) }],
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

  async preview({ t, list, language, sent }: Scene): Promise<Preview> {
    const command = this.#command(list, sent);
    const before = await this.handler.preview(command);
    return {
      effects: [
        { label: t('office:act.correct-assembly.which'), text: t(`office:which.${command.which}`) },
        { label: t('office:fact.symbolBefore'), text: before.symbol }, { label: t('office:effect.symbol'), text: command.symbol },
        ...(command.which === 'noted' ? [{ label: t('office:fact.onBefore'), text: monthText(before.on!, language) }, { label: t('office:act.noted.on'), text: monthText(command.on, language) }] : []),
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
export const addendaEnd = (drafts: List[], t: Translate, language: OfficeLanguage): string[] =>
  drafts.map(({ key, title }) => t('office:act.addendum.ends', { key, title: title[language] }));

/** What a modality foresees for the proposed list, and nobody entered. */
export const notInformed = ({ modality }: Conference, { proposedSymbol }: List, t: Translate): string[] =>
  (modality.assembly.proposed && !proposedSymbol ? [t('office:act.inform.missing')] : []);
