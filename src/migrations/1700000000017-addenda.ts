import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addenda: lists of their own that follow the rule of the list to which they add names. */
export class Addenda1700000000017 implements MigrationInterface {
  name = 'Addenda1700000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "list" ADD COLUMN "ofKey" text NOT NULL DEFAULT ''`);
    await runner.query(`UPDATE "list" SET "ofKey" = "key"`);
    await runner.query(`ALTER TABLE "list" ADD COLUMN "addendumTo" text`);
    await runner.query(`CREATE INDEX "list_addenda" ON "list" ("addendumTo")`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
