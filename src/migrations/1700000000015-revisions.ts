import { randomUUID } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Revisions of lists. A list that has names already begins with one revision that holds them. */
export class Revisions1700000000015 implements MigrationInterface {
  name = 'Revisions1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    await runner.query(`CREATE TABLE "list_revision" ("id" text PRIMARY KEY, "listId" ${T}, "number" integer NOT NULL, "version" integer NOT NULL,
      "at" ${T}, "officer" text, "act" ${T}, "changes" ${T}, "hash" text, "label" text)`);
    await runner.query(`CREATE UNIQUE INDEX "list_revision_number" ON "list_revision" ("listId", "number")`);
    await this.#begin(runner);
  }

  async #begin(runner: QueryRunner): Promise<void> {
    const lists = (await runner.query(`SELECT "id", "version", "createdAt" FROM "list"`)) as { id: string; version: number; createdAt: string }[];
    const place = runner.connection.options.type === 'postgres' ? (n: number): string => `$${n}` : (): string => '?';
    for (const { id, version, createdAt } of lists) {
      const names = (await runner.query(
        `SELECT "id", "name", "acronym", "countryIso2", "countryText", "category", "city", "website", "womenLed", "addedAt" FROM "nomination" WHERE "listId" = ${place(1)} ORDER BY "position"`, [id],
      )) as Record<string, unknown>[];
      if (names.length === 0) continue;
      const at = names.reduce((last, { addedAt }) => (String(addedAt) > last ? String(addedAt) : last), createdAt);
      const changes = names.map(({ id: nomination, addedAt: _, womenLed, ...content }) => (
        { id: nomination, before: null, after: { ...content, womenLed: womenLed === null ? null : Boolean(womenLed) } }
      ));
      const values = [randomUUID(), id, 1, version, at, null, 'names.added', JSON.stringify(changes)];
      await runner.query(
        `INSERT INTO "list_revision" ("id", "listId", "number", "version", "at", "officer", "act", "changes") VALUES (${values.map((_, n) => place(n + 1)).join()})`, values,
      );
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
