import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What rows that were changed or deleted have left between those that live goes away: earlier versions kept it, of what migrations have
 * sealed too. On PostgreSQL whoever runs the server does it (docs/operations.md): it would hold every table, and what a start seals comes after it.
 */
export class NothingLeftBehind1700000000033 implements MigrationInterface {
  name = 'NothingLeftBehind1700000000033';

  /** SQLite does not do this inside a transaction. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'postgres') return;
    const [fresh] = (await runner.query(`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "record_entry")`)) as unknown[];
    if (!fresh) await runner.query('VACUUM');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
