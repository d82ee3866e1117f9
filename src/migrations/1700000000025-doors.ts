import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of a name on a final list: when the organization withdrew from the lists that it could be carried over to. */
export class Doors1700000000025 implements MigrationInterface {
  name = 'Doors1700000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "nomination" ADD COLUMN "leftAt" text');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
