import { Injectable } from '@nestjs/common';
import { isInstant } from '../../../../workflows/deadline.js';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { stateName } from '../../../directory/index.js';
import { DeliveriesQuery, RecordServiceHandler, type RecordService } from '../../../lists/index.js';
import { refuseFields, type Fault } from '../../../platform/refused.js';
import { one, type Field } from '../forms.js';
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

  event(): ListEvent {
    return { type: 'hold.overridden' };
  }

  override fields({ t, sent }: Scene): Field[] {
    return [{ kind: 'textarea', name: 'reason', label: t('office:act.override.reason'), hint: t('office:act.override.reasonHint'), value: one(sent, 'reason') }];
  }

  async preview({ t, list, language, sent }: Scene): Promise<Preview> {
    if (!one(sent, 'reason').trim()) throw refuseFields([{ field: 'reason', rule: 'reason-empty' }]);
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

/** A Mission was told by other means than the letter. */
@Injectable()
export class ServiceAct extends Act {
  readonly id = 'service';
  readonly may = 'service' as const;
  override readonly mayLate = 'serviceLate' as const;
  override readonly typed = false;
  override readonly step = false;

  constructor(private readonly handler: RecordServiceHandler) {
    super();
  }

  event(): null {
    return null;
  }

  override fields({ t, sent }: Scene): Field[] {
    return [
      { kind: 'hidden', name: 'iso2', label: '', value: one(sent, 'iso2') },
      { kind: 'radios', name: 'means', label: t('office:act.service.means'), value: one(sent, 'means'), options: MEANS.map((value) => ({ value, text: t(`office:means.${value}`) })) },
      { kind: 'text', name: 'reference', label: t('office:act.service.reference'), hint: t('office:act.service.referenceHint'), value: one(sent, 'reference') },
      { kind: 'date', name: 'servedAt', label: t('office:act.service.date'), hint: t('office:newYorkHint'), value: one(sent, 'servedAt') },
      { kind: 'time', name: 'servedTime', label: t('office:act.service.time'), value: one(sent, 'servedTime') },
    ];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, language, sent } = scene;
    const faults: Fault[] = [];
    const command = this.command(scene);
    if (!MEANS.some((means) => means === one(sent, 'means'))) faults.push({ field: 'means', rule: 'choice-missing' });
    if (!one(sent, 'reference').trim()) faults.push({ field: 'reference', rule: 'reference-empty' });
    if (!/Z$/.test(command.servedAt)) faults.push({ field: 'servedAt', rule: 'date-time-missing' });
    if (faults.length) throw refuseFields(faults);
    await this.handler.preview(command);
    return {
      effects: [
        { label: t('office:effect.mission'), text: stateName(one(sent, 'iso2'), language) },
        { label: t('office:act.service.means'), text: t(`office:means.${one(sent, 'means')}`) },
        { label: t('office:act.service.reference'), text: one(sent, 'reference') },
        { label: t('office:act.service.at'), instant: command.servedAt },
      ],
      warnings: [t('office:act.service.warning'), ...(needsTwo(this.right(scene)) ? [t('office:act.service.late')] : [])],
    };
  }

  override command({ list, sent }: Scene): RecordService & Record<string, unknown> {
    const [on, time] = [one(sent, 'servedAt'), one(sent, 'servedTime')];
    // What was proposed comes with the instant itself.
    const servedAt = isInstant(on) ? on : newYorkInstant(on, time);
    return { listId: list.id, iso2: one(sent, 'iso2'), means: one(sent, 'means') as RecordService['means'], reference: one(sent, 'reference'), servedAt };
  }

  override async execute(scene: Scene, actor: OfficerActor): Promise<string> {
    const command = this.command(scene);
    await this.handler.execute(command, actor);
    return paths.delivery(command.listId, command.iso2);
  }
}
