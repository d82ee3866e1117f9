import type { MigrationInterface, QueryRunner } from 'typeorm';

const TOLD = '/objectorTold';

/** The disclosure desk: requests and answers. Conferences opened before are given the new field of their modality, at its most discreet. */
export class Disclosures1700000000004 implements MigrationInterface {
  name = 'Disclosures1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    await runner.query(`CREATE TABLE "disclosure_request" ("id" text PRIMARY KEY, "listId" ${T}, "askerTag" ${T}, "sameTag" ${T}, "sealed" ${T})`);
    await runner.query(`CREATE INDEX "disclosure_request_list" ON "disclosure_request" ("listId")`);
    await runner.query(`CREATE INDEX "disclosure_request_asker" ON "disclosure_request" ("askerTag")`);
    await runner.query(`CREATE TABLE "disclosure" ("requestId" text PRIMARY KEY, "listId" ${T}, "askerTag" ${T}, "sealed" ${T})`);
    await runner.query(`CREATE INDEX "disclosure_list" ON "disclosure" ("listId")`);
    await runner.query(`CREATE INDEX "disclosure_asker" ON "disclosure" ("askerTag")`);

    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    for (const { id, modality } of (await runner.query(`SELECT "id", "modality" FROM "conference"`)) as { id: string; modality: string }[]) {
      const document = JSON.parse(modality) as { objectorTold?: object; sources: Record<string, object> };
      if (document.objectorTold) continue;
      document.objectorTold = { ofDisclosure: false, ofRequester: false };
      document.sources[TOLD] = { paragraph: null, interpretation: 'The conference was opened before this was a field of the modality.' };
      await runner.query(`UPDATE "conference" SET "modality" = ${place[0]} WHERE "id" = ${place[1]}`, [JSON.stringify(document), id]);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
