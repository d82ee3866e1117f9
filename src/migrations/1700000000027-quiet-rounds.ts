import type { MigrationInterface, QueryRunner } from 'typeorm';

interface OfState {
  listId: string;
  iso2: string;
}

/**
 * Which Missions came, and how often their codes were wrong, goes into one sealed box for each list. A migration has no key: it writes
 * what there is as plain text, which the service seals when it starts. Sessions are short, and end.
 */
export class QuietRounds1700000000027 implements MigrationInterface {
  name = 'QuietRounds1700000000027';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    await runner.query(`DROP TABLE "mission_session"`);
    await runner.query(`CREATE TABLE "mission_session" ("tokenHash" text PRIMARY KEY, "missionTag" ${T}, "sealed" ${T}, "csrf" ${T}, "expiresAt" ${T}, "draft" ${T})`);
    await runner.query(`CREATE INDEX "mission_session_mission" ON "mission_session" ("missionTag")`);
    await runner.query(`CREATE TABLE "mission_visit" ("listId" text PRIMARY KEY, "sealed" ${T})`);
    const openings = (await runner.query(`SELECT "listId", "iso2", "firstAt" FROM "mission_opening"`)) as (OfState & { firstAt: string })[];
    const mistaken = (await runner.query(`SELECT "listId", "iso2", "tries" - "triesLeft" AS "wrong" FROM "mission_code" WHERE "triesLeft" < "tries"`)) as (OfState & { wrong: number })[];
    for (const { listId } of (await runner.query(`SELECT DISTINCT "listId" FROM "mission_link"`)) as { listId: string }[]) {
      const visits: Record<string, { openedAt: string | null; tries: number }> = {};
      for (const { iso2, firstAt } of openings.filter((row) => row.listId === listId)) visits[iso2] = { openedAt: firstAt, tries: 0 };
      for (const { iso2, wrong } of mistaken.filter((row) => row.listId === listId)) visits[iso2] = { openedAt: visits[iso2]?.openedAt ?? null, tries: wrong };
      await runner.query(`INSERT INTO "mission_visit" ("listId", "sealed") VALUES (${place[0]}, ${place[1]})`, [listId, `plain:${JSON.stringify(visits)}`]);
    }
    await runner.query(`DROP TABLE "mission_opening"`);
    await runner.query(`ALTER TABLE "mission_code" DROP COLUMN "triesLeft"`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
