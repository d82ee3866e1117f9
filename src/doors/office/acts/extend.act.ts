import { Injectable } from '@nestjs/common';
import { checkDeadline } from '../../../../workflows/deadline.js';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { chosenDeadline, ExtendSilenceHandler, silenceRuns } from '../../../lists/index.js';
import { hours, plusMilliseconds } from '../../../platform/clock.js';
import { givenReason } from '../../../platform/given-reason.js';
import { Refused } from '../../../platform/refused.js';
import { one, type Field } from '../forms.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';
import { deadlineChoice, deadlineFields } from './deadline-fields.js';
import { servingLetters } from './reach.js';

/** A later deadline while the silence runs, a new silence period once it has closed. */
@Injectable()
export class ExtendAct extends Act {
  readonly id = 'extend';
  readonly may = 'extend' as const;

  constructor(private readonly extending: ExtendSilenceHandler) {
    super();
  }

  override event({ list, now }: Pick<Scene, 'list' | 'now'>): ListEvent {
    if (list.state !== 'circulated') return { type: 'silence.openedAnew', at: now, deadline: plusMilliseconds(now, hours(1)) };
    return { type: 'silence.extended', at: now, currentDeadline: list.deadline!, deadline: plusMilliseconds(list.deadline!, hours(1)) };
  }

  override fields(scene: Scene): Field[] {
    const { t, sent, list, now } = scene;
    // As it stands now: the page that shows what will happen hands it on, so that what is proposed is what was seen.
    const kind: Field = { kind: 'hidden', name: 'kind', label: '', value: silenceRuns(list, now) ? 'extension' : 'anew' };
    return [kind, ...deadlineFields(scene), { kind: 'textarea', name: 'reason', label: t('office:act.extend.reason'), hint: t('office:act.extend.reasonHint'), value: one(sent, 'reason') }];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, list, conference, sent, now } = scene;
    givenReason(one(sent, 'reason'));
    const deadline = chosenDeadline(deadlineChoice(scene));
    const running = silenceRuns(list, now);
    const fault = checkDeadline(conference.modality.silence, now, deadline);
    const rule = running && deadline <= list.deadline! ? { rule: 'deadline-not-later', params: {} } : fault && !(running && fault.rule === 'deadline-below-minimum') ? fault : null;
    if (rule) throw new Refused(rule.rule, rule.params, [{ field: 'deadline', ...rule }]);
    const letters = servingLetters(await this.extending.reach(list, running), scene);
    return {
      effects: [
        { label: t('office:effect.period'), text: t(running ? 'office:act.extend.running' : 'office:act.extend.anew') },
        { label: t('office:effect.deadlineBefore'), instant: list.deadline! },
        { label: t('office:effect.deadline'), instant: deadline },
        { label: t('office:effect.reason'), text: one(sent, 'reason') },
        ...letters.effects,
      ],
      warnings: [t('office:act.extend.warning'), ...letters.warnings],
    };
  }

  override command(scene: Scene): Record<string, unknown> {
    const kind = one(scene.sent, 'kind');
    return { listId: scene.list.id, reason: one(scene.sent, 'reason'), ...(kind === 'extension' || kind === 'anew' ? { kind } : {}), ...deadlineChoice(scene) };
  }

  override readonly doneAt = paths.progress;
}
