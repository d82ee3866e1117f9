import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Registers in dated editions, and what officers found on organizations that look alike. */
export class Registers1700000000014 implements MigrationInterface {
  name = 'Registers1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const statements = [
      `CREATE TABLE "register_edition" ("id" text PRIMARY KEY, "kind" ${T}, "asOf" ${T}, "file" ${T}, "digest" ${T}, "entries" integer NOT NULL,
        "importedAt" ${T}, "officer" ${T})`,
      `CREATE UNIQUE INDEX "register_edition_file" ON "register_edition" ("kind", "asOf", "digest")`,
      `CREATE TABLE "register_entry" ("editionId" ${T}, "line" integer NOT NULL, "name" ${T}, "formerName" text, "country" text, "status" text,
        "since" text, "session" text, PRIMARY KEY ("editionId", "line"))`,
      `CREATE TABLE "match_judgement" ("pair" text PRIMARY KEY, "applicationId" ${T}, "other" ${T}, "judgement" ${T}, "officer" ${T}, "at" ${T})`,
      `CREATE INDEX "match_judgement_of" ON "match_judgement" ("applicationId")`,
      `CREATE INDEX "match_judgement_other" ON "match_judgement" ("other")`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
