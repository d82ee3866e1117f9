import type { MigrationInterface, QueryRunner } from 'typeorm';

const REPORT = '/report';

/** Reports on lists that became final. Conferences opened before publish no figures on objections; lists that were final before have no report. */
export class Reports1700000000018 implements MigrationInterface {
  name = 'Reports1700000000018';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    await runner.query(`CREATE TABLE "list_report" ("listId" text PRIMARY KEY, "at" ${T}, "sealed" ${T})`);
    await runner.query(`CREATE TABLE "published_report" ("listId" ${T}, "number" integer NOT NULL, "document" ${T}, "hash" ${T}, PRIMARY KEY ("listId", "number"))`);

    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    for (const { id, modality } of (await runner.query(`SELECT "id", "modality" FROM "conference"`)) as { id: string; modality: string }[]) {
      const document = JSON.parse(modality) as { report?: object; sources: Record<string, object> };
      if (document.report) continue;
      document.report = { threshold: 5, objections: 'office' };
      document.sources[REPORT] = { paragraph: null, interpretation: 'The conference was opened before this was a field of the modality.' };
      await runner.query(`UPDATE "conference" SET "modality" = ${place[0]} WHERE "id" = ${place[1]}`, [JSON.stringify(document), id]);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
