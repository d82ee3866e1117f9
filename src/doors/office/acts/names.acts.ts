import { Injectable } from '@nestjs/common';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { derive } from '../../../../workflows/nomination.machine.js';
import { DecideNominationsHandler, NameBook, WithdrawNominationHandler, type Nomination } from '../../../lists/index.js';
import { ObjectionsQuery } from '../../../objections/index.js';
import { refuseFields, Refused, type Fault } from '../../../platform/refused.js';
import { one, type Field } from '../forms.js';
import type { OfficerActor } from '../../../officers/index.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';

/** An organization takes itself off the list; the Office records it. */
@Injectable()
export class WithdrawNameAct extends Act {
  readonly id = 'withdraw-name';
  readonly may = 'withdrawName' as const;
  override readonly step = false;

  constructor(private readonly handler: WithdrawNominationHandler, private readonly book: NameBook) {
    super();
  }

  event(): null {
    return null;
  }

  override fields({ t, sent }: Scene): Field[] {
    return [
      { kind: 'hidden', name: 'name', label: '', value: one(sent, 'name') },
      { kind: 'textarea', name: 'reason', label: t('office:act.withdraw-name.reason'), hint: t('office:act.withdraw-name.reasonHint'), value: one(sent, 'reason') },
    ];
  }

  async preview({ t, list, sent }: Scene): Promise<Preview> {
    const nomination = (await this.book.of(list)).byId.get(one(sent, 'name'));
    if (!nomination) throw new Refused('name-not-on-list', { value: one(sent, 'name').slice(0, 60) });
    return {
      effects: [{ label: t('office:effect.name'), text: nomination.name }, { label: t('office:effect.reason'), text: one(sent, 'reason') || t('office:none') }],
      // Out of a draft it is only taken, and may be added again.
      warnings: list.state === 'draft' ? [] : [t('office:act.withdraw-name.warning')],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute({ listId: list.id, nominationId: one(sent, 'name'), reason: one(sent, 'reason') }, actor);
    return paths.names(list.id);
  }
}

/** The body to which the modality gives contested names has decided, name by name; the Office records it. */
@Injectable()
export class DecideAct extends Act {
  readonly id = 'decide';
  readonly may = 'decide' as const;

  constructor(private readonly handler: DecideNominationsHandler, private readonly book: NameBook, private readonly objections: ObjectionsQuery) {
    super();
  }

  event({ conference }: Pick<Scene, 'conference'>): ListEvent {
    return { type: 'decision.recorded', bodyDecides: conference.modality.decision !== null };
  }

  override async fields({ t, list, conference, sent, actor }: Scene): Promise<Field[]> {
    const outcomes = conference.modality.decision?.outcomes ?? [];
    return [
      { kind: 'text', name: 'reference', label: t('office:act.decide.reference'), hint: t('office:act.decide.referenceHint'), value: one(sent, 'reference') },
      ...(await this.#contested({ list, actor })).map((n): Field => ({
        kind: 'radios', name: `decision-${n.id}`, label: n.name, value: one(sent, `decision-${n.id}`),
        options: outcomes.map((value) => ({ value, text: t(`office:decision.${value}`) })),
      })),
    ];
  }

  async preview({ t, list, sent, actor }: Scene): Promise<Preview> {
    const contested = await this.#contested({ list, actor });
    const decided = contested.filter((n) => one(sent, `decision-${n.id}`));
    const faults: Fault[] = [];
    if (!one(sent, 'reference').trim()) faults.push({ field: 'reference', rule: 'reference-empty' });
    if (decided.length === 0) faults.push({ rule: 'no-decision-chosen' });
    if (faults.length) throw refuseFields(faults);
    return {
      effects: [
        { label: t('office:act.decide.reference'), text: one(sent, 'reference') },
        ...(['include', 'exclude', 'defer'] as const).map((decision) => {
          const names = decided.filter((n) => one(sent, `decision-${n.id}`) === decision).map(({ name }) => name);
          return { label: t(`office:decision.${decision}`), text: String(names.length), lines: names };
        }),
        { label: t('office:act.decide.open'), text: String(contested.length - decided.length) },
      ],
      warnings: [t('office:act.decide.warning')],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    const decisions = (await this.#contested({ list, actor })).flatMap(({ id }) => {
      const decision = one(sent, `decision-${id}`);
      return decision === 'include' || decision === 'exclude' || decision === 'defer' ? [{ nominationId: id, decision } as const] : [];
    });
    await this.handler.execute({ listId: list.id, decisions, reference: one(sent, 'reference').trim() }, actor);
    return paths.objections(list.id);
  }

  async #contested({ list, actor }: Pick<Scene, 'list' | 'actor'>): Promise<Nomination[]> {
    const { objections } = await this.objections.ofList(list.id, actor);
    const standing = new Set(objections.filter(({ state }) => state !== 'withdrawn').map(({ nominationId }) => nominationId));
    return (await this.book.sorted(list, 'en')).filter((n) => derive(n.state, standing.has(n.id) ? 1 : 0) === 'objected');
  }
}
