import { Injectable } from '@nestjs/common';
import { stateName } from '../../../directory/index.js';
import { NameBook } from '../../../lists/index.js';
import { ObjectionsQuery, type WithdrawForState } from '../../../objections/index.js';
import { Refused } from '../../../platform/refused.js';
import { standingAlready } from '../objections.view.js';
import type { Preview, Scene } from './act.js';

/** What a note verbale recorded after the deadline will put on record, or take back. */
@Injectable()
export class LateRecord {
  constructor(private readonly book: NameBook, private readonly objections: ObjectionsQuery) {}

  preview(scene: Scene, command: Record<string, unknown>): Promise<Preview> {
    return 'objectionId' in command ? this.#withdrawn(scene, command as unknown as WithdrawForState) : this.#recorded(scene, command);
  }

  async #withdrawn({ t, list, language, actor }: Scene, { objectionId, reference, receivedAt }: WithdrawForState): Promise<Preview> {
    const objection = (await this.objections.ofList(list.id, actor)).objections.find(({ id }) => id === objectionId);
    if (!objection) throw new Refused('objection-unknown');
    return {
      effects: [
        { label: t('office:effect.mission'), text: stateName(objection.iso2, language) },
        { label: t('office:effect.name'), text: (await this.book.of(list)).byId.get(objection.nominationId)?.name ?? objection.nominationId },
        { label: t('office:record.reference'), text: reference },
        { label: t('office:fact.receivedAt'), instant: receivedAt },
      ],
      warnings: [t('office:objections.withdrawLate')],
    };
  }

  async #recorded({ t, list, language, actor }: Scene, command: Record<string, unknown>): Promise<Preview> {
    const { states, items, reference, receivedAt, scan } = command as {
      states: string[]; items: { nominationId: string; basis: string | null }[]; reference: string; receivedAt: string; scan?: { name: string };
    };
    const { byId } = await this.book.of(list);
    const already = standingAlready((await this.objections.ofList(list.id, actor)).objections, states, items, byId, t, language);
    return {
      effects: [
        { label: t('office:record.states'), lines: states.map((iso2) => stateName(iso2, language)) },
        { label: t('office:record.names'), lines: items.map(({ nominationId, basis }) => {
          const label = byId.get(nominationId)?.name ?? nominationId;
          return basis ? t('common:errors.of', { label, text: basis }) : label;
        }) },
        { label: t('office:record.reference'), text: reference },
        { label: t('office:fact.receivedAt'), instant: receivedAt },
        ...(scan ? [{ label: t('office:record.scan'), text: scan.name }] : []),
        ...(already.count ? [{ label: t('office:record.already'), lines: already.lines }] : []),
      ],
      warnings: [t('office:record.late')],
    };
  }
}
