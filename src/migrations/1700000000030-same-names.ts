import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A name is looked for among those of a list by its folded form: whoever adds one does not read all of them. */
export class SameNames1700000000030 implements MigrationInterface {
  name = 'SameNames1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX "nomination_same" ON "nomination" ("listId", "matchKey")');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
