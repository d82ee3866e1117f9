import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which Missions' silence two officers have let count, and what the Office found of a report that a letter went to strangers. */
export class WhoWasTold1700000000031 implements MigrationInterface {
  name = 'WhoWasTold1700000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "silence_period" ADD COLUMN "overridden" text`);
    await runner.query(`ALTER TABLE "misdirection" ADD COLUMN "reached" text`);
    // Whom a decision of before covered was not kept: of a list that is not final yet it is taken to cover every Mission.
    const states = ((await runner.query(`SELECT "iso2" FROM "mission" ORDER BY "iso2"`)) as { iso2: string }[]).map(({ iso2 }) => iso2);
    const place = runner.connection.options.type === 'postgres' ? '$1' : '?';
    await runner.query(
      `UPDATE "silence_period" SET "overridden" = ${place} WHERE "listId" IN (
         SELECT l."id" FROM "list" l JOIN "record_entry" e ON e."listId" = l."id" WHERE l."state" = 'objectionsConsidered' AND e."entry" LIKE '%"hold.overridden"%')`,
      [JSON.stringify(states)],
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
