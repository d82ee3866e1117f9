import type { MigrationInterface, QueryRunner } from 'typeorm';
import { eachModality } from './each-modality.js';

/**
 * Of a name on a final list: when the organization withdrew from the lists that it could be carried over to. Of an application: when it
 * was last saved, reminded of and ended; and in each modality how long applications are kept.
 */
export class Doors1700000000025 implements MigrationInterface {
  name = 'Doors1700000000025';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      'ALTER TABLE "nomination" ADD COLUMN "leftAt" text',
      `ALTER TABLE "application" ADD COLUMN "savedAt" text NOT NULL DEFAULT ''`,
      'ALTER TABLE "application" ADD COLUMN "remindedAt" text',
      'ALTER TABLE "application" ADD COLUMN "endedAt" text',
      'UPDATE "application" SET "savedAt" = "createdAt"',
    ];
    for (const statement of statements) await runner.query(statement);
    await eachModality<{ retention: object }>(runner, (document) => {
      document.retention = { drafts: { days: 60, reminder: 14 }, applications: { months: 24 }, ...document.retention };
    });
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
