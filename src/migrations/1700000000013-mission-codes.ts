import type { MigrationInterface, QueryRunner } from 'typeorm';

const CODE = '/linkCode';

/** Codes beside the links of Missions. Conferences opened before ask for none. */
export class MissionCodes1700000000013 implements MigrationInterface {
  name = 'MissionCodes1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    const [T, I] = ['text NOT NULL', 'integer NOT NULL'];
    await runner.query(`CREATE TABLE "mission_code" ("listId" ${T}, "iso2" ${T}, "generation" ${I}, "tries" ${I}, "triesLeft" ${I}, PRIMARY KEY ("listId", "iso2"))`);

    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    for (const { id, modality } of (await runner.query(`SELECT "id", "modality" FROM "conference"`)) as { id: string; modality: string }[]) {
      const document = JSON.parse(modality) as { linkCode?: object; sources: Record<string, object> };
      if (document.linkCode) continue;
      document.linkCode = { asked: false, tries: 5 };
      document.sources[CODE] = { paragraph: null, interpretation: 'The conference was opened before this was a field of the modality.' };
      await runner.query(`UPDATE "conference" SET "modality" = ${place[0]} WHERE "id" = ${place[1]}`, [JSON.stringify(document), id]);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
