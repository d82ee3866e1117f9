import { Injectable } from '@nestjs/common';
import { isInstant } from '../../../../workflows/deadline.js';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { stateName, stateOrder } from '../../../directory/index.js';
import { DeliveriesQuery, RecordServiceHandler, TakeBackServiceHandler, type RecordService, type Served } from '../../../lists/index.js';
import { givenReason } from '../../../platform/given-reason.js';
import { refuseFields, type Fault } from '../../../platform/refused.js';
import type { Translate } from '../../../platform/i18n.js';
import { many, one, type Field, type Sent } from '../forms.js';
import { needsTwo, type OfficerActor } from '../../../officers/index.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';
import { newYorkInstant } from './deadline-fields.js';

/** The silence counts although some Missions were not served. */
@Injectable()
export class OverrideAct extends Act {
  readonly id = 'override';
  readonly may = 'override' as const;

  constructor(private readonly deliveries: DeliveriesQuery) {
    super();
  }

  override event(): ListEvent {
    return { type: 'hold.overridden' };
  }

  override fields({ t, sent }: Scene): Field[] {
    return [{ kind: 'textarea', name: 'reason', label: t('office:act.override.reason'), hint: t('office:act.override.reasonHint'), value: one(sent, 'reason') }];
  }

  async preview({ t, list, language, sent }: Scene): Promise<Preview> {
    givenReason(one(sent, 'reason'));
    const unserved = (await this.deliveries.register(list)).filter(({ served }) => !served);
    return {
      effects: [
        { label: t('office:effect.unserved'), text: String(unserved.length), lines: unserved.map(({ iso2 }) => stateName(iso2, language)) },
        { label: t('office:effect.reason'), text: one(sent, 'reason') },
      ],
      warnings: [t('office:act.override.warning')],
    };
  }

  override command({ list, sent }: Scene): Record<string, unknown> {
    return { listId: list.id, reason: one(sent, 'reason') };
  }
}

const MEANS = ['hand', 'noteVerbale', 'otherEmail', 'other'] as const;

/** Missions were told by other means than the letter, all by the same; each may have a reference and a time of its own. */
@Injectable()
export class ServiceAct extends Act {
  readonly id = 'service';
  readonly may = 'service' as const;
  override readonly mayLate = 'serviceLate' as const;
  override readonly typed = false;

  constructor(private readonly handler: RecordServiceHandler, private readonly deliveries: DeliveriesQuery) {
    super();
  }

  override async fields({ t, list, language, sent }: Scene): Promise<Field[]> {
    const chosen = many(sent, 'iso2');
    const offered = (await this.deliveries.register(list)).map(({ iso2, served }) => ({ iso2, served, name: stateName(iso2, language) }))
      .filter(({ iso2, served }) => !served || chosen.includes(iso2)).sort((a, b) => stateOrder(a.iso2, language) - stateOrder(b.iso2, language));
    return [
      { kind: 'radios', name: 'means', label: t('office:act.service.means'), value: one(sent, 'means'), options: MEANS.map((value) => ({ value, text: t(`office:means.${value}`) })) },
      ...told(t, sent, ''),
      {
        kind: 'each', name: 'iso2', label: t('office:act.service.missions'), hint: t('office:act.service.missionsHint'), value: '', values: chosen,
        options: offered.map(({ iso2, name }) => ({ value: iso2, text: name, own: { label: t('office:act.service.own'), fields: told(t, sent, `-${iso2}`) } })),
      },
    ];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, language, sent } = scene;
    const faults: Fault[] = [];
    const command = this.command(scene);
    if (!MEANS.some((means) => means === one(sent, 'means'))) faults.push({ field: 'means', rule: 'choice-missing' });
    if (command.services.some(({ reference }) => !reference)) faults.push({ field: 'reference', rule: 'reference-empty' });
    if (command.services.some(({ servedAt }) => !/Z$/.test(servedAt))) faults.push({ field: 'servedAt', rule: 'date-time-missing' });
    if (faults.length) throw refuseFields(faults);
    await this.handler.preview(command);
    return {
      effects: [
        { label: t('office:act.service.means'), text: t(`office:means.${one(sent, 'means')}`) },
        ...command.services.map(({ iso2, reference, servedAt }) => ({ label: stateName(iso2, language), text: reference, instant: servedAt })),
      ],
      warnings: [t('office:act.service.warning'), ...(needsTwo(this.right(scene)) ? [t('office:act.service.late')] : [])],
    };
  }

  override command({ list, sent }: Scene): Extract<RecordService, { services: Served[] }> & Record<string, unknown> {
    const own = (name: string, iso2: string): string => one(sent, `${name}-${iso2}`).trim() || one(sent, name).trim();
    return {
      listId: list.id, means: one(sent, 'means') as RecordService['means'],
      services: many(sent, 'iso2').map((iso2) => {
        const on = own('servedAt', iso2);
        // What was proposed comes with the instant itself.
        return { iso2, reference: own('reference', iso2), servedAt: isInstant(on) ? on : newYorkInstant(on, own('servedTime', iso2)) };
      }),
    };
  }

  override sentOf(command: Record<string, unknown>): Sent {
    // A proposal of before several could be told of names one Mission.
    const services = (command['services'] ?? [command]) as Served[];
    const each = services.flatMap(({ iso2, reference, servedAt }) => [[`reference-${iso2}`, reference], [`servedAt-${iso2}`, servedAt]]);
    return { means: command['means'] as string, iso2: services.map(({ iso2 }) => iso2), ...(Object.fromEntries(each) as Sent) };
  }

  override async execute(scene: Scene, actor: OfficerActor): Promise<string> {
    const command = this.command(scene);
    await this.handler.execute(command, actor);
    const [first, ...others] = command.services;
    return first && others.length === 0 ? paths.delivery(command.listId, first.iso2) : paths.deliveries(command.listId);
  }
}

/** How and when Missions were told: of all, or of the one that the names end in. */
const told = (t: Translate, sent: Sent, of: string): Field[] => [
  { kind: 'text', name: `reference${of}`, label: t('office:act.service.reference'), value: one(sent, `reference${of}`), ...(of ? {} : { hint: t('office:act.service.referenceHint') }) },
  { kind: 'date', name: `servedAt${of}`, label: t('office:act.service.date'), value: one(sent, `servedAt${of}`), ...(of ? {} : { hint: t('office:newYorkHint') }) },
  { kind: 'time', name: `servedTime${of}`, label: t('office:act.service.time'), value: one(sent, `servedTime${of}`) },
];

/** An entry of service was wrong. */
@Injectable()
export class ServiceBackAct extends Act {
  readonly id = 'service-back';
  readonly may = 'service' as const;
  override readonly mayLate = 'serviceBackLate' as const;
  override readonly typed = false;

  constructor(private readonly handler: TakeBackServiceHandler) {
    super();
  }

  override fields({ t, sent }: Scene): Field[] {
    return [
      { kind: 'hidden', name: 'serviceId', label: '', value: one(sent, 'serviceId') },
      { kind: 'text', name: 'reason', label: t('office:act.service-back.reason'), hint: t('office:act.service-back.reasonHint'), value: one(sent, 'reason') },
    ];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, list, language } = scene;
    const command = this.command(scene);
    const { iso2, means, reference, servedAt } = await this.handler.preview(command);
    return {
      effects: [
        { label: t('office:effect.mission'), text: stateName(iso2, language) },
        { label: t('office:act.service.means'), text: t(`office:means.${means}`) }, { label: t('office:act.service.reference'), text: reference },
        { label: t('office:act.service.at'), instant: servedAt }, { label: t('office:act.service-back.reason'), text: command.reason },
      ],
      warnings: [t('office:act.service-back.warning'), ...(list.state === 'objectionsConsidered' ? [t('office:act.service-back.held')] : []), ...(needsTwo(this.right(scene)) ? [t('office:act.service-back.late')] : [])],
    };
  }

  override command({ list, sent }: Scene) {
    return { listId: list.id, serviceId: one(sent, 'serviceId'), reason: one(sent, 'reason') };
  }

  override async execute(scene: Scene, actor: OfficerActor): Promise<string> {
    const { iso2 } = await this.handler.execute(this.command(scene), actor);
    return paths.delivery(scene.list.id, iso2);
  }
}
