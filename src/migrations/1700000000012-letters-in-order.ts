import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters that are due at one instant leave in the order of their random identifiers, and the index gives it. */
export class LettersInOrder1700000000012 implements MigrationInterface {
  name = 'LettersInOrder1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "outbox_due"');
    await runner.query('CREATE INDEX "outbox_due" ON "outbox_message" ("dueAt", "id")');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
