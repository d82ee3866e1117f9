import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names that were carried over know where from. Those carried over before this stay organizations of their own. */
export class OneOrganization1700000000021 implements MigrationInterface {
  name = 'OneOrganization1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "nomination" ADD COLUMN "carriedFrom" text`);
    await runner.query(`CREATE INDEX "nomination_carried" ON "nomination" ("carriedFrom")`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
