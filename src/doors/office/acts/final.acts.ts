import { Injectable } from '@nestjs/common';
import type { ListEvent } from '../../../../workflows/list.machine.js';
import { stateName } from '../../../directory/index.js';
import { Decisions, FinalizeListHandler, Lists, NameBook, SendFinalListHandler } from '../../../lists/index.js';
import type { OfficerActor } from '../../../officers/index.js';
import { shortLabel } from '../deliveries.view.js';
import { one, type Field } from '../forms.js';
import { paths } from '../paths.js';
import { Act, type Effect, type Preview, type Scene } from './act.js';
import { addendaEnd, notInformed } from './assembly.acts.js';
import { Reach, reachText } from './reach.js';

/** Makes a list final; nobody takes that back. */
@Injectable()
export class FinalizeAct extends Act {
  readonly id = 'finalize';
  readonly may = 'finalize' as const;

  constructor(
    private readonly handler: FinalizeListHandler, private readonly lists: Lists,
    private readonly decisions: Decisions, private readonly book: NameBook,
  ) {
    super();
  }

  override event(): ListEvent {
    return { type: 'list.finalized', undecided: 0, unserved: 0 };
  }

  /** Hidden: the mark of the outcomes that the page shows. */
  override async fields({ list }: Scene): Promise<Field[]> {
    return [{ kind: 'hidden', name: 'facts', label: '', value: (await this.handler.preview(list.id)).facts }];
  }

  /** Who approves sees each name that falls, and by whose entry a body's decision stands. */
  async preview({ t, conference, list, language, actor }: Scene): Promise<Preview> {
    const { final, notFinal, falls, undecided, waiting, unserved, uncounted, short, misdirected, outcomes, missions, addresses } = await this.handler.preview(list.id);
    const { byId } = await this.book.of(list);
    const decided = [...(await this.decisions.ofList(list.id, actor)).values()].map(({ nominationId, decision, reference, officer }) => (
      t('office:act.finalize.decided', { name: byId.get(nominationId)?.name ?? nominationId, decision: t(`office:decision.${decision}`), reference, officer })
    ));
    const states = (which: string, codes: string[]): Effect[] => (codes.length ? [{ label: t(`office:effect.${which}`), text: String(codes.length), lines: codes.map((iso2) => stateName(iso2, language)) }] : []);
    return {
      effects: [
        { label: t('office:effect.final'), text: String(final) },
        { label: t('office:effect.notFinal'), text: String(notFinal) },
        ...(falls.length ? [{ label: t('office:effect.falls'), lines: falls }] : []),
        ...(decided.length ? [{ label: t('office:effect.decided'), lines: decided }] : []),
        ...(undecided ? [{ label: t('office:effect.undecided'), text: String(undecided), lines: waiting }] : []),
        ...states('unserved', unserved),
        ...(short.length ? [{ label: shortLabel(conference, t), text: String(short.length), lines: short.map((iso2) => stateName(iso2, language)) }] : []),
        ...states('misdirected', misdirected),
        { label: t('office:effect.letters'), text: reachText({ missions, addresses }, t) },
        { label: t('office:effect.outcomes'), text: String(outcomes) },
      ],
      warnings: [
        t('office:act.finalize.warning'), ...(undecided ? [t('office:act.finalize.undecided')] : []), ...(uncounted.length ? [t('office:act.finalize.uncounted')] : []),
        ...(short.length && conference.modality.silence.leastAfterService ? [t('office:act.finalize.short')] : []),
        ...(misdirected.length ? [t('office:act.finalize.misdirected')] : []), ...addendaEnd(await this.lists.endedAddenda(list, 'finalized'), t, language), ...notInformed(conference, list, t),
      ],
    };
  }

  override command({ list, sent }: Scene): Record<string, unknown> {
    return { listId: list.id, facts: one(sent, 'facts') };
  }

  override readonly doneAt = paths.progress;
}

/** The final list to every Mission once more. */
@Injectable()
export class SendFinalAct extends Act {
  readonly id = 'send-final';
  readonly may = 'sendFinal' as const;

  constructor(private readonly handler: SendFinalListHandler, private readonly lists: Lists, private readonly reach: Reach) {
    super();
  }

  async preview(scene: Scene): Promise<Preview> {
    const { final } = await this.lists.sizes(scene.list.id);
    return {
      effects: [{ label: scene.t('office:effect.final'), text: String(final) }, await this.reach.letters(scene)],
      warnings: [scene.t('office:act.send-final.warning')],
    };
  }

  override async execute({ list }: Scene, actor: OfficerActor): Promise<string> {
    await this.handler.execute({ listId: list.id }, actor);
    return paths.progress(list.id);
  }
}
