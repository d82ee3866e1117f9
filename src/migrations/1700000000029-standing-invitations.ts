import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In the register of standing invitations an entry names the resolution that gave the invitation. */
export class StandingInvitations1700000000029 implements MigrationInterface {
  name = 'StandingInvitations1700000000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "register_entry" ADD COLUMN "resolution" text`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
