import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Answers that are kept under the key of their list; those of before stay under the installation's for their two days. Decisions by name, sealed. What was decided before stands in the states of names, and counts as it did: a migration has no key to
 * seal it with, and the record, which tells of it, is not rewritten.
 */
export class Decisions1700000000019 implements MigrationInterface {
  name = 'Decisions1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "decision" ("nameTag" text PRIMARY KEY, "listId" text NOT NULL, "sealed" text NOT NULL)`);
    await runner.query(`ALTER TABLE "idempotency" ADD COLUMN "listId" text`);
    await runner.query(`CREATE INDEX "decision_list" ON "decision" ("listId")`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
