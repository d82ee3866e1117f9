import { Injectable } from '@nestjs/common';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { derive, type NominationState } from '../../../../workflows/nomination.machine.js';
import { DecideNominationsHandler, Decisions, NameBook, WithdrawNominationHandler, type DecisionFacts, type Nomination } from '../../../lists/index.js';
import { namesObjectedTo, ObjectionsQuery } from '../../../objections/index.js';
import { instantPair } from '../../../platform/dates.js';
import { refuseFields, Refused, type Fault, type Params } from '../../../platform/refused.js';
import { one, type Field } from '../forms.js';
import type { OfficerActor } from '../../../officers/index.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';

/** An organization takes itself off the list; the Office records it. */
@Injectable()
export class WithdrawNameAct extends Act {
  readonly id = 'withdraw-name';
  readonly may = 'withdrawName' as const;

  constructor(private readonly handler: WithdrawNominationHandler, private readonly book: NameBook) {
    super();
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

interface Contested {
  name: Nomination;
  decided: DecisionFacts | undefined;
  state: NominationState;
}

/** The body to which the modality gives contested names has decided, name by name; the Office records it. */
@Injectable()
export class DecideAct extends Act {
  readonly id = 'decide';
  readonly may = 'decide' as const;

  constructor(private readonly handler: DecideNominationsHandler, private readonly book: NameBook, private readonly objections: ObjectionsQuery, private readonly decisions: Decisions) {
    super();
  }

  override event({ conference }: Pick<Scene, 'conference'>): ListEvent {
    return { type: 'decision.recorded', bodyDecides: conference.modality.decision !== null };
  }

  override async fields({ t, language, list, conference, sent, actor }: Scene): Promise<Field[]> {
    const outcomes = conference.modality.decision?.outcomes ?? [];
    return [
      { kind: 'text', name: 'reference', label: t('office:act.decide.reference'), hint: t('office:act.decide.referenceHint'), value: one(sent, 'reference') },
      ...(await this.#contested({ list, actor })).map(({ name: n, decided }): Field => ({
        kind: 'radios', name: `decision-${n.id}`, label: n.name, value: one(sent, `decision-${n.id}`),
        ...(decided ? { hint: t('office:act.decide.recorded', { decision: t(`office:decision.${decided.decision}`), reference: decided.reference, at: t('office:bothTimes', instantPair(decided.at, language) as unknown as Params) }) } : {}),
        options: outcomes.map((value) => ({ value, text: t(`office:decision.${value}`) })),
      })),
    ];
  }

  async preview({ t, list, sent, actor }: Scene): Promise<Preview> {
    const contested = await this.#contested({ list, actor });
    const decided = contested.filter(({ name }) => one(sent, `decision-${name.id}`));
    const faults: Fault[] = [];
    if (!one(sent, 'reference').trim()) faults.push({ field: 'reference', rule: 'reference-empty' });
    if (decided.length === 0) faults.push({ rule: 'no-decision-chosen' });
    if (faults.length) throw refuseFields(faults);
    return {
      effects: [
        { label: t('office:act.decide.reference'), text: one(sent, 'reference') },
        ...(['include', 'exclude', 'defer'] as const).map((decision) => {
          const names = decided.filter(({ name }) => one(sent, `decision-${name.id}`) === decision).map(({ name }) => name.name);
          return { label: t(`office:decision.${decision}`), text: String(names.length), lines: names };
        }),
        { label: t('office:act.decide.open'), text: String(contested.filter((one) => one.state === 'objected' && !decided.includes(one)).length) },
      ],
      warnings: [t('office:act.decide.warning')],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    const decisions = (await this.#contested({ list, actor })).flatMap(({ name: { id } }) => {
      const decision = one(sent, `decision-${id}`);
      return decision === 'include' || decision === 'exclude' || decision === 'defer' ? [{ nominationId: id, decision } as const] : [];
    });
    await this.handler.execute({ listId: list.id, decisions, reference: one(sent, 'reference').trim() }, actor);
    return paths.objections(list.id);
  }

  /** Names that wait for a decision, and those of which one is recorded and may be recorded anew. */
  async #contested({ list, actor }: Pick<Scene, 'list' | 'actor'>): Promise<Contested[]> {
    const { objections } = await this.objections.ofList(list.id, actor);
    const standing = namesObjectedTo(objections);
    const decisions = await this.decisions.ofList(list.id, actor);
    return (await this.book.sorted(list, 'en')).map((name): Contested => {
      const decided = decisions.get(name.id);
      return { name, decided, state: derive(name.state, standing.has(name.id) ? 1 : 0, decided?.decision) };
    }).filter(({ state }) => ['objected', 'toBeAdmitted', 'toBeExcluded'].includes(state));
  }
}
