import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An entry of service can be taken back. A letter says until when it is of use, and is given up then. */
export class TakenBack1700000000028 implements MigrationInterface {
  name = 'TakenBack1700000000028';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of ['takenBackAt', 'takenBackWhy']) await runner.query(`ALTER TABLE "service_record" ADD COLUMN "${column}" text`);
    await runner.query('ALTER TABLE "outbox_message" ADD COLUMN "ofUseUntil" text');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
