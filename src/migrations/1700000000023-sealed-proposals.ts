import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which act is proposed, and what became of it, goes into the sealed box. A migration has no key to seal with: what waits is proposed anew,
 * and of what is settled the record tells.
 */
export class SealedProposals1700000000023 implements MigrationInterface {
  name = 'SealedProposals1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "proposal"`);
    await runner.query(`CREATE TABLE "proposal" ("id" text PRIMARY KEY, "listId" text, "sealed" text NOT NULL)`);
    await runner.query(`CREATE INDEX "proposal_list" ON "proposal" ("listId")`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
