import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of a name on a final list: when the organization withdrew from the lists that it could be carried over to. Of an application: when it
 * was last saved, reminded of and ended; and in each modality how long applications are kept.
 */
export class Doors1700000000025 implements MigrationInterface {
  name = 'Doors1700000000025';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      'ALTER TABLE "nomination" ADD COLUMN "leftAt" text',
      `ALTER TABLE "application" ADD COLUMN "savedAt" text NOT NULL DEFAULT ''`,
      'ALTER TABLE "application" ADD COLUMN "remindedAt" text',
      'ALTER TABLE "application" ADD COLUMN "endedAt" text',
      'UPDATE "application" SET "savedAt" = "createdAt"',
    ];
    for (const statement of statements) await runner.query(statement);
    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    for (const { id, modality } of (await runner.query(`SELECT "id", "modality" FROM "conference"`)) as { id: string; modality: string }[]) {
      const document = JSON.parse(modality) as { retention: object };
      document.retention = { drafts: { days: 60, reminder: 14 }, applications: { months: 24 }, ...document.retention };
      await runner.query(`UPDATE "conference" SET "modality" = ${place[0]} WHERE "id" = ${place[1]}`, [JSON.stringify(document), id]);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
