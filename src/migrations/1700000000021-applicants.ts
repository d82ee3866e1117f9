import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Names that were carried over know where from; those carried over before this stay organizations of their own. Of an application
 * several links can be known, each of a generation.
 */
export class Applicants1700000000021 implements MigrationInterface {
  name = 'Applicants1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const statements = [
      `ALTER TABLE "nomination" ADD COLUMN "carriedFrom" text`,
      `CREATE INDEX "nomination_carried" ON "nomination" ("carriedFrom")`,
      `DROP INDEX "application_link"`,
      `CREATE TABLE "application_link" ("tokenHash" text PRIMARY KEY, "applicationId" ${T}, "generation" integer NOT NULL, "issuedAt" ${T})`,
      `CREATE UNIQUE INDEX "application_link_generation" ON "application_link" ("applicationId", "generation")`,
      `INSERT INTO "application_link" SELECT "linkHash", "id", "generation", "createdAt" FROM "application"`,
      `ALTER TABLE "application" DROP COLUMN "linkHash"`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
