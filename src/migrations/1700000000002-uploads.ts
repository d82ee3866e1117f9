import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files between their preview and their confirmation. */
export class Uploads1700000000002 implements MigrationInterface {
  name = 'Uploads1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE "upload" ("keyHash" text PRIMARY KEY, "sealed" text NOT NULL, "until" text NOT NULL)');
    await runner.query('CREATE INDEX "upload_until" ON "upload" ("until")');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
