import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * SQLite asks no trigger about the rows that INSERT OR REPLACE takes away: nothing new may come where something stands in the record.
 * On PostgreSQL every way to put a row in the place of another is a change, which is refused already.
 */
export class NothingReplaced1700000000035 implements MigrationInterface {
  name = 'NothingReplaced1700000000035';

  async up(runner: QueryRunner): Promise<void> {
    if (runner.connection.options.type === 'postgres') return;
    for (const [table, taken] of [['record_entry', '"seq" = NEW."seq" OR "id" = NEW."id"'], ['record_checkpoint', '"seq" = NEW."seq"']]) {
      await runner.query(`CREATE TRIGGER "${table}_no_replace" BEFORE INSERT ON "${table}" WHEN EXISTS (SELECT 1 FROM "${table}" WHERE ${taken})
        BEGIN SELECT RAISE(ABORT, 'The record is append-only'); END`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
