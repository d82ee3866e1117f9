import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is published of those who registered without a list, once for each conference. */
export class ConferenceReports1700000000022 implements MigrationInterface {
  name = 'ConferenceReports1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE "registration_report" ("conferenceId" text PRIMARY KEY, "document" text NOT NULL, "hash" text NOT NULL)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
