import { Injectable } from '@nestjs/common';
import { Missions, type MissionEntry } from '../directory/index.js';
import { MissionVisits } from '../missions/index.js';
import { OutboxMessage, type DeliveryState } from '../outbox/index.js';
import { Reader } from '../platform/reader.js';
import type { List } from './list.entity.js';
import { Lists } from './lists.js';
import { ServiceRecord } from './service-record.entity.js';

export interface DeliveryLine {
  id: string;
  notice: string;
  address: string;
  state: DeliveryState;
  attempts: number;
  /** The mail server's last words. */
  response: string | null;
  queuedAt: string;
  settledAt: string | null;
}

/** One row of the delivery register. */
export interface MissionDelivery {
  iso2: string;
  language: MissionEntry['language'];
  addresses: MissionEntry['addresses'];
  letters: DeliveryLine[];
  services: ServiceRecord[];
  /** Entries of service that were wrong. */
  takenBack: ServiceRecord[];
  /** First instant at which the Mission's link was exchanged. */
  openedAt: string | null;
  /** Whether it was can no longer be read: the list's key is destroyed. */
  openingSealed: boolean;
  /** Whether silence of this Mission would count. */
  served: boolean;
  /** Since when it has been served, and whether that is less time before the deadline than the modality asks for. */
  servedAt: string | null;
  short: boolean;
}

export type DeliveryCounts = Record<DeliveryState, number> & { total: number };

/** The delivery register of a list: what happened to every letter to every Mission. */
@Injectable()
export class DeliveriesQuery {
  constructor(
    private readonly reader: Reader, private readonly lists: Lists, private readonly missions: Missions, private readonly visits: MissionVisits,
  ) {}

  async register(list: List): Promise<MissionDelivery[]> {
    const { modality } = await this.lists.conferenceOf(list);
    const tx = this.reader.manager;
    const letters = await tx.createQueryBuilder(OutboxMessage, 'm').where('m.listId = :id AND m.iso2 IS NOT NULL', { id: list.id })
      .orderBy('m.queuedAt', 'DESC').addOrderBy('m.address').getMany();
    const services = await tx.findBy(ServiceRecord, { listId: list.id });
    const visits = await this.visits.of(list.id);
    const served = await this.lists.service(tx, list);
    const short = new Set(await this.lists.short(list, served));
    const byState = groupBy(letters, (m) => m.iso2!);
    return (await this.missions.electorate(modality)).map(({ iso2, language, addresses }) => ({
      iso2, language, addresses,
      letters: (byState.get(iso2) ?? []).map(({ id, notice, address, state, attempts, response, queuedAt, settledAt }) => (
        { id, notice, address, state, attempts, response, queuedAt, settledAt }
      )),
      services: services.filter((s) => s.iso2 === iso2 && s.takenBackAt === null),
      takenBack: services.filter((s) => s.iso2 === iso2 && s.takenBackAt !== null),
      openedAt: visits?.[iso2]?.openedAt ?? null, openingSealed: visits === null,
      served: served.get(iso2) !== null, servedAt: served.get(iso2) ?? null, short: short.has(iso2),
    }));
  }

  /** How far the letters of a list are: to Missions, or to organizations. */
  async counts(listId: string, to: 'missions' | 'organizations', notice?: string): Promise<DeliveryCounts> {
    const query = this.reader.manager.createQueryBuilder(OutboxMessage, 'm').select('m.state', 'state').addSelect('COUNT(*)', 'n')
      .where('m.listId = :listId', { listId }).andWhere(to === 'missions' ? 'm.iso2 IS NOT NULL' : 'm.iso2 IS NULL');
    if (notice) query.andWhere('m.notice = :notice', { notice });
    const rows = await query.groupBy('m.state').getRawMany<{ state: DeliveryState; n: string }>();
    const of = (state: DeliveryState): number => Number(rows.find((row) => row.state === state)?.n ?? 0);
    const counts = { queued: of('queued'), accepted: of('accepted'), deferred: of('deferred'), refused: of('refused'), givenUp: of('givenUp') };
    return { ...counts, total: Object.values(counts).reduce((sum, letters) => sum + letters, 0) };
  }
}

function groupBy<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
