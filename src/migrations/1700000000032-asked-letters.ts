import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters that are asked for by an address, of officers and of applicants. What waits of the table before is a few seconds old: whoever waits asks again. */
export class AskedLetters1700000000032 implements MigrationInterface {
  name = 'AskedLetters1700000000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "officer_sign_in_request"');
    await runner.query('CREATE TABLE "asked_letter" ("id" text PRIMARY KEY, "kind" text NOT NULL, "sealed" text NOT NULL, "at" text NOT NULL)');
    await runner.query('CREATE INDEX "asked_letter_at" ON "asked_letter" ("kind", "at")');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
