import { Injectable } from '@nestjs/common';
import { isAdopted } from '../../../../workflows/adoption.js';
import { silenceWallTime } from '../../../../workflows/deadline.js';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { chosenDeadline, CirculateListHandler } from '../../../lists/index.js';
import { Letters, Notices } from '../../../notices/index.js';
import { plusMilliseconds, hours } from '../../../platform/clock.js';
import { direction, languages } from '../../../platform/i18n.js';
import type { Field } from '../forms.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';
import { deadlineChoice, deadlineFields } from './deadline-fields.js';
import { servingLetters } from './reach.js';

@Injectable()
export class CirculateAct extends Act {
  readonly id = 'circulate';
  readonly may = 'circulate' as const;

  constructor(private readonly handler: CirculateListHandler, private readonly notices: Notices, private readonly letters: Letters) {
    super();
  }

  override event({ now, conference }: Pick<Scene, 'now' | 'conference'>): ListEvent {
    return { type: 'office.released', at: now, deadline: plusMilliseconds(now, hours(1)), names: 1, adopted: isAdopted(conference.modality) };
  }

  override fields(scene: Scene): Field[] {
    const { conference, now, sent } = scene;
    const wallTime = silenceWallTime(conference.modality.silence, now);
    if (!wallTime || 'deadline' in sent) return deadlineFields(scene);
    const [deadline, time] = wallTime.split('T') as [string, string];
    return deadlineFields({ ...scene, sent: { ...sent, deadline, time } });
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, list, conference, now } = scene;
    const choice = deadlineChoice(scene);
    const { names, acknowledgements, deadline, ...reach } = await this.handler.preview(list.id, choice);
    const letters = servingLetters(reach, scene);
    const facts = this.notices.factsOf(conference, { ...list, circulatedAt: now, deadline: chosenDeadline(choice) }, { names, zone: choice.zone });
    return {
      effects: [
        { label: t('office:effect.names'), text: String(names) },
        ...letters.effects,
        { label: t('office:effect.acknowledgements'), text: String(acknowledgements) },
        { label: t('office:effect.deadline'), instant: deadline },
      ],
      warnings: [t('office:act.circulate.warning'), ...letters.warnings],
      letters: languages.map((lang) => {
        const { subject, text } = this.letters.sample('circulation', facts, lang, now);
        return { language: lang, dir: direction(lang), subject, text };
      }),
    };
  }

  override command(scene: Scene): Record<string, unknown> {
    return { listId: scene.list.id, ...deadlineChoice(scene) };
  }

  override readonly doneAt = paths.progress;
}
