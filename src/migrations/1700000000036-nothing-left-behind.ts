import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What rows that were changed or deleted have left between those that live goes away: earlier versions kept it, of what migrations have sealed too. */
export class NothingLeftBehind1700000000036 implements MigrationInterface {
  name = 'NothingLeftBehind1700000000036';

  /** Neither database does this inside a transaction. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const [fresh] = (await runner.query(`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "record_entry")`)) as unknown[];
    if (!fresh) await runner.query(runner.connection.options.type === 'postgres' ? 'VACUUM FULL' : 'VACUUM');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
