import { Injectable } from '@nestjs/common';
import { Reader } from '../platform/reader.js';
import { selectAmong, selectRows } from '../platform/select.js';
import { Application } from './application.entity.js';

/** An application as officers see it in a row: its sealed answers stay where they are. */
export type QueuedApplication = Omit<Application, 'sealed'>;

/**
 * The applications of a conference without their boxes, kept in memory: an application counts its version on with each change, so that
 * whoever asks again reads what was changed since and nothing else. Nothing of an open act is kept: it may yet be taken back.
 */
@Injectable()
export class ApplicationBook {
  readonly #books = new Map<string, Map<string, QueuedApplication>>();

  constructor(private readonly reader: Reader) {}

  /** Those that were sent, or withdrawn before, in the order in which they came; also those whose retention is over. */
  async of(conferenceId: string): Promise<readonly QueuedApplication[]> {
    const heads = await selectRows<{ id: string; version: number }>(
      this.reader.committed, 'SELECT "id", "version" FROM "application" WHERE "conferenceId" = ? AND "state" <> ? ORDER BY "submittedAt", "id"', [conferenceId, 'draft'],
    );
    const known = this.#books.get(conferenceId);
    const changed = await this.#read(heads.filter(({ id, version }) => known?.get(id)?.version !== Number(version)).map(({ id }) => id));
    const book = new Map(heads.flatMap(({ id }) => { const row = changed.get(id) ?? known?.get(id); return row ? [[id, row] as const] : []; }));
    this.#books.set(conferenceId, book);
    return [...book.values()];
  }

  /** Thousands of rows: made into entities they would take a quarter of a second, in which nobody else is served. */
  async #read(ids: string[]): Promise<Map<string, QueuedApplication>> {
    const { committed } = this.reader;
    const columns = committed.connection.getMetadata(Application).columns.map(({ databaseName }) => databaseName).filter((name) => name !== 'sealed').map((name) => `"${name}"`).join();
    const rows = await selectAmong<Omit<QueuedApplication, 'context' | 'screening'> & { context: string; screening: string }>(committed, `SELECT ${columns} FROM "application" WHERE "id" IN (?)`, ids);
    return new Map(rows.map((row) => [row.id, { ...row, context: JSON.parse(row.context), screening: JSON.parse(row.screening) }]));
  }
}
