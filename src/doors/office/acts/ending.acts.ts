import { Injectable } from '@nestjs/common';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { reasonBefore, RetentionQuery, WithdrawListHandler } from '../../../lists/index.js';
import type { OfficerActor, Right } from '../../../officers/index.js';
import { givenReason } from '../../../platform/given-reason.js';
import { one, type Field } from '../forms.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';
import { Reach } from './reach.js';

/** A list is taken back; of a draft nobody was told. */
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
    givenReason(one(sent, 'reason'));
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
