import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks by which the same form sent again is known; notes of Missions are told apart from sealed ones until they are sealed. */
export class Marks1700000000006 implements MigrationInterface {
  name = 'Marks1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "filing" ADD COLUMN "markTag" text`);
    await runner.query(`CREATE UNIQUE INDEX "filing_mark" ON "filing" ("markTag")`);
    await runner.query(`ALTER TABLE "misdirection" ADD COLUMN "sameTag" text`);
    await runner.query(`CREATE UNIQUE INDEX "misdirection_once" ON "misdirection" ("sameTag") WHERE "settledAt" IS NULL`);
    // A migration has no key: the service seals them when it starts.
    await runner.query(`UPDATE "misdirection" SET "note" = 'plain:' || "note" WHERE "note" IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('The record is append-only: this migration is not undone');
  }
}
