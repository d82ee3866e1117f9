import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one officer proposes and another approves. */
export class TwoOfficers1700000000003 implements MigrationInterface {
  name = 'TwoOfficers1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    await runner.query(`CREATE TABLE "proposal" ("id" text PRIMARY KEY, "listId" text, "act" ${T}, "sealed" ${T}, "version" integer NOT NULL,
      "proposerId" ${T}, "proposer" ${T}, "proposedAt" ${T}, "state" ${T}, "decidedBy" text, "decidedAt" text)`);
    await runner.query(`CREATE INDEX "proposal_state" ON "proposal" ("state", "proposedAt")`);
  }

  async down(): Promise<void> {
    throw new Error('The record is append-only: this migration is not undone');
  }
}
