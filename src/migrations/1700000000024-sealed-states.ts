import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether an objection was withdrawn is sealed with it, and no tag tells it. Of those of before, the state is written before the box:
 * a migration has no key, and the service seals it when it starts.
 */
export class SealedStates1700000000024 implements MigrationInterface {
  name = 'SealedStates1700000000024';

  async up(runner: QueryRunner): Promise<void> {
    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    await runner.query(`DROP INDEX "objection_once"`);
    for (const { id } of (await runner.query(`SELECT "id" FROM "objection" WHERE "state" = 'withdrawn'`)) as { id: string }[]) {
      await runner.query(`UPDATE "objection" SET "uniqueTag" = ${place[0]} WHERE "id" = ${place[1]}`, [randomBytes(32).toString('base64url'), id]);
    }
    await runner.query(`UPDATE "objection" SET "sealed" = "state" || ':' || "sealed"`);
    await runner.query(`ALTER TABLE "objection" DROP COLUMN "state"`);
    await runner.query(`CREATE UNIQUE INDEX "objection_once" ON "objection" ("uniqueTag")`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
