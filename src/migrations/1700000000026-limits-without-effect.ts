import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Limits {
  linkCode: { asked: boolean; tries: number | null };
  reasons: { rule: string; maxLength: number | null };
}

/** A modality limits no tries of a code that nobody asks for, and no length of a basis that nobody states. */
export class LimitsWithoutEffect1700000000026 implements MigrationInterface {
  name = 'LimitsWithoutEffect1700000000026';

  async up(runner: QueryRunner): Promise<void> {
    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    for (const { id, modality } of (await runner.query(`SELECT "id", "modality" FROM "conference"`)) as { id: string; modality: string }[]) {
      const document = JSON.parse(modality) as Limits;
      if (!document.linkCode.asked) document.linkCode.tries = null;
      if (document.reasons.rule === 'none') document.reasons.maxLength = null;
      await runner.query(`UPDATE "conference" SET "modality" = ${place[0]} WHERE "id" = ${place[1]}`, [JSON.stringify(document), id]);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
