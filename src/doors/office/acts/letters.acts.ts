import { Injectable } from '@nestjs/common';
import { Missions, reachOf, stateName } from '../../../directory/index.js';
import { DeliveriesQuery, LetterLostHandler, RemindersHandler, ResendNoticeHandler, type Reminder } from '../../../lists/index.js';
import { givenReason } from '../../../platform/given-reason.js';
import { refuseFields, Refused, type Fault } from '../../../platform/refused.js';
import { one, type Field } from '../forms.js';
import type { OfficerActor } from '../../../officers/index.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';
import { newYorkInstant } from './deadline-fields.js';
import { reachText } from './reach.js';

/** The letter of circulation again to one Mission, to another address where one is given, with a new link where it is asked for. */
@Injectable()
export class ResendAct extends Act {
  readonly id = 'resend';
  readonly may = 'resendElsewhere' as const;
  override readonly typed = false;

  constructor(private readonly handler: ResendNoticeHandler, private readonly missions: Missions) {
    super();
  }

  override fields({ t, language, sent }: Scene): Field[] {
    return [
      { kind: 'hidden', name: 'iso2', label: stateName(one(sent, 'iso2'), language), value: one(sent, 'iso2') },
      { kind: 'email', name: 'address', label: t('office:act.resend.address'), hint: t('office:act.resend.addressHint'), value: one(sent, 'address') },
      {
        kind: 'checkboxes', name: 'newLink', label: t('office:act.resend.link'), hint: t('office:act.resend.linkHint'), value: one(sent, 'newLink'),
        options: [{ value: 'yes', text: t('office:act.resend.newLink') }],
      },
    ];
  }

  async preview({ t, conference, language, sent }: Scene): Promise<Preview> {
    const mission = (await this.missions.electorate(conference.modality)).find(({ iso2 }) => iso2 === one(sent, 'iso2'));
    if (!mission) throw new Refused('state-unknown', { value: one(sent, 'iso2') });
    const other = one(sent, 'address').trim();
    const addresses = other ? [other] : mission.addresses.map(({ address }) => address);
    if (addresses.length === 0) throw refuseFields([{ field: 'address', rule: 'mission-without-address', params: { iso2: mission.iso2 } }]);
    return {
      effects: [
        { label: t('office:effect.mission'), text: stateName(mission.iso2, language) },
        { label: t('office:effect.addresses'), text: String(addresses.length), lines: addresses },
        { label: t('office:act.resend.link'), text: t(one(sent, 'newLink') ? 'office:act.resend.revokes' : 'office:act.resend.keeps') },
      ],
      warnings: [t('office:act.resend.warning')],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    const [iso2, address] = [one(sent, 'iso2'), one(sent, 'address').trim()];
    await this.handler.execute({ listId: list.id, iso2, newLink: one(sent, 'newLink') === 'yes', ...(address ? { address } : {}) }, actor);
    return paths.delivery(list.id, iso2);
  }
}

/** A letter that a mail server took did not arrive. */
@Injectable()
export class LetterLostAct extends Act {
  readonly id = 'letter-lost';
  readonly may = 'letterLost' as const;
  override readonly typed = false;

  constructor(private readonly handler: LetterLostHandler, private readonly deliveries: DeliveriesQuery) {
    super();
  }

  override fields({ t, sent }: Scene): Field[] {
    return [
      { kind: 'hidden', name: 'letter', label: '', value: one(sent, 'letter') },
      { kind: 'text', name: 'reason', label: t('office:act.letter-lost.reason'), hint: t('office:act.letter-lost.reasonHint'), value: one(sent, 'reason') },
    ];
  }

  async preview({ t, list, language, sent }: Scene): Promise<Preview> {
    givenReason(one(sent, 'reason'));
    const mission = (await this.deliveries.register(list)).find(({ letters }) => letters.some(({ id }) => id === one(sent, 'letter')));
    if (!mission) throw new Refused('letter-unknown');
    const { notice, address } = mission.letters.find(({ id }) => id === one(sent, 'letter'))!;
    return {
      effects: [
        { label: t('office:effect.mission'), text: stateName(mission.iso2, language) },
        { label: t('office:delivery.notice'), text: `${t(`office:notice.${notice}`)}, ${address}` },
        { label: t('office:act.letter-lost.reason'), text: one(sent, 'reason') },
      ],
      warnings: [t('office:act.letter-lost.warning'), ...(list.state === 'objectionsConsidered' ? [t('office:act.letter-lost.held')] : [])],
    };
  }

  override async execute({ list, sent }: Scene, actor: OfficerActor): Promise<string> {
    const { iso2 } = await this.handler.execute({ listId: list.id, letterId: one(sent, 'letter'), reason: one(sent, 'reason') }, actor);
    return paths.delivery(list.id, iso2);
  }
}

const AUDIENCES = ['all', 'notOpened'] as const;

/** A reminder, now or at a chosen time, to every Mission alike or to those that have not opened the page. */
@Injectable()
export class RemindAct extends Act {
  readonly id = 'remind';
  readonly may = 'remind' as const;
  override readonly typed = false;

  constructor(private readonly handler: RemindersHandler, private readonly deliveries: DeliveriesQuery) {
    super();
  }

  override fields({ t, sent }: Scene): Field[] {
    return [
      { kind: 'radios', name: 'audience', label: t('office:act.remind.audience'), hint: t('office:act.remind.audienceHint'), value: one(sent, 'audience'), options: AUDIENCES.map((value) => ({ value, text: t(`office:audience.${value}`) })) },
      {
        kind: 'radios', name: 'when', label: t('office:act.remind.when'), value: one(sent, 'when'),
        options: [{ value: 'now', text: t('office:act.remind.now') }, { value: 'later', text: t('office:act.remind.later') }],
      },
      { kind: 'date', name: 'dueAt', label: t('office:act.remind.date'), hint: t('office:newYorkHint'), value: one(sent, 'dueAt') },
      { kind: 'time', name: 'dueTime', label: t('office:act.remind.time'), value: one(sent, 'dueTime') },
    ];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, list, now, sent } = scene;
    const faults: Fault[] = [];
    const audience = one(sent, 'audience');
    const due = dueAt(scene);
    if (!AUDIENCES.some((known) => known === audience)) faults.push({ field: 'audience', rule: 'choice-missing' });
    if (!['now', 'later'].includes(one(sent, 'when'))) faults.push({ field: 'when', rule: 'choice-missing' });
    else if (due !== null && !/Z$/.test(due)) faults.push({ field: 'dueAt', rule: 'date-time-missing' });
    else if (due !== null && due < now) faults.push({ field: 'dueAt', rule: 'reminder-in-past' });
    else if (due !== null && list.deadline && due > list.deadline) faults.push({ field: 'dueAt', rule: 'reminder-after-deadline' });
    if (faults.length) throw refuseFields(faults);
    const all = await this.deliveries.register(list);
    const meant = all.filter(({ openedAt }) => audience === 'all' || !openedAt);
    return {
      effects: [
        { label: t('office:act.remind.audience'), text: t(`office:audience.${audience}`) },
        due === null ? { label: t('office:act.remind.when'), text: t('office:act.remind.now') } : { label: t('office:act.remind.when'), instant: due },
        { label: t('office:effect.letters'), text: reachText(reachOf(meant), t) },
      ],
      warnings: [t(due === null ? 'office:act.remind.warning' : 'office:act.remind.planned')],
    };
  }

  override async execute(scene: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.plan({ listId: scene.list.id, dueAt: dueAt(scene), audience: one(scene.sent, 'audience') as Reminder['audience'] }, actor);
    return paths.reminders(scene.list.id);
  }
}

const dueAt = ({ sent }: Pick<Scene, 'sent'>): string | null =>
  one(sent, 'when') === 'now' ? null : newYorkInstant(one(sent, 'dueAt'), one(sent, 'dueTime'));
