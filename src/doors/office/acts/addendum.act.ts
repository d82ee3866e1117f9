import { Injectable } from '@nestjs/common';
import { refusesAddendum } from '../../../../workflows/addenda.js';
import { CreateAddendumHandler, ruleOf } from '../../../lists/index.js';
import type { OfficerActor } from '../../../officers/index.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';

/** Opens the draft of an addendum. Nothing leaves the Office by it, so that one officer is enough and no key is typed. */
@Injectable()
export class AddendumAct extends Act {
  readonly id = 'addendum';
  readonly may = 'createList' as const;
  override readonly typed = false;

  constructor(private readonly handler: CreateAddendumHandler) {
    super();
  }

  /** The machine has no say: the modality and the state of the list decide. */
  override offered({ list, conference }: Pick<Scene, 'list' | 'conference'>): boolean {
    return !list.addendumTo && refusesAddendum(ruleOf(conference.modality, list), list.state) === null;
  }

  async preview({ t, list, conference, language }: Scene): Promise<Preview> {
    const { key, title } = await this.handler.preview(list.id);
    const until = ruleOf(conference.modality, list).addenda!.until;
    return {
      effects: [
        { label: t('office:effect.list'), text: title[language] },
        { label: t('office:act.addendum.key'), text: key },
        { label: t('office:act.addendum.what'), lines: ['draft', 'names', 'silence', 'apart'].map((line) => t(`office:act.addendum.${line}`, { list: list.title[language] })) },
        { label: t('office:act.addendum.until'), text: t(`office:act.addendum.${until}`) },
      ],
      warnings: [],
    };
  }

  override async execute({ list }: Scene, actor: OfficerActor): Promise<string> {
    return paths.list((await this.handler.execute({ listId: list.id }, actor)).id);
  }
}
