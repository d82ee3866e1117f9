import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Modality } from '../../workflows/modality.js';
import type { Language } from '../platform/i18n.js';
import { Reader } from '../platform/reader.js';
import { Mission, MissionAddress } from './mission.entity.js';
import { defaultLanguage, memberStates } from './states.js';

export interface MissionEntry {
  iso2: string;
  language: Language;
  addresses: { id: string; address: string }[];
}

/** The Permanent Missions, with their addresses in force. A Mission without a row of its own has its default language. */
@Injectable()
export class Missions {
  constructor(private readonly reader: Reader) {}

  async all(tx: EntityManager = this.reader.manager): Promise<MissionEntry[]> {
    const [rows, addresses] = [
      await tx.find(Mission),
      await tx.createQueryBuilder(MissionAddress, 'a').where('a.removedAt IS NULL').orderBy('a.addedAt').addOrderBy('a.address').getMany(),
    ];
    const language = new Map(rows.map((row) => [row.iso2, row.language]));
    const byState = new Map<string, { id: string; address: string }[]>();
    for (const { iso2, id, address } of addresses) byState.set(iso2, [...(byState.get(iso2) ?? []), { id, address }]);
    return memberStates().map(({ iso2 }) => ({
      iso2, language: language.get(iso2) ?? defaultLanguage(iso2), addresses: byState.get(iso2) ?? [],
    }));
  }

  /** The Missions of the modality's electorate. */
  async electorate(modality: Modality, tx?: EntityManager): Promise<MissionEntry[]> {
    const all = await this.all(tx);
    const { electorate } = modality;
    return electorate === 'memberStates' ? all : all.filter(({ iso2 }) => electorate.codes.includes(iso2));
  }
}

/** How many Missions and addresses a letter to these reaches, and the States whose Mission has no address. */
export const reachOf = (missions: { iso2: string; addresses: unknown[] }[]): { missions: number; addresses: number; unaddressed: string[] } => ({
  missions: missions.length,
  addresses: missions.reduce((sum, { addresses }) => sum + addresses.length, 0),
  unaddressed: missions.filter(({ addresses }) => addresses.length === 0).map(({ iso2 }) => iso2),
});
