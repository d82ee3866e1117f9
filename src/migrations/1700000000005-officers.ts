import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How officers sign in: letters asked for, sessions that can be listed, second factors, tries counted. Sessions of before end here. */
export class Officers1700000000005 implements MigrationInterface {
  name = 'Officers1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const statements = [
      `ALTER TABLE "officer" ADD COLUMN "endedAt" text`,
      // Whoever comes back under the same address is a new officer: what the former one did stays the former one's.
      `DROP INDEX "officer_email"`,
      `CREATE UNIQUE INDEX "officer_email" ON "officer" ("email") WHERE "endedAt" IS NULL`,
      `ALTER TABLE "officer_token" ADD COLUMN "seenAt" text`,
      `CREATE INDEX "officer_token_officer" ON "officer_token" ("officerId")`,
      `CREATE TABLE "officer_sign_in_request" ("id" text PRIMARY KEY, "sealed" ${T}, "at" ${T})`,
      `DROP TABLE "officer_session"`,
      `CREATE TABLE "officer_session" ("tokenHash" text PRIMARY KEY, "officerId" ${T}, "csrf" ${T}, "createdAt" ${T}, "seenAt" ${T},
        "expiresAt" ${T}, "browser" text, "factorAt" text)`,
      `CREATE INDEX "officer_session_officer" ON "officer_session" ("officerId")`,
      `CREATE TABLE "officer_factor" ("officerId" text PRIMARY KEY, "sealed" ${T}, "lastStep" integer NOT NULL, "createdAt" ${T})`,
      `CREATE TABLE "officer_recovery_code" ("codeTag" text PRIMARY KEY, "officerId" ${T}, "usedAt" text)`,
      `CREATE INDEX "officer_recovery_code_officer" ON "officer_recovery_code" ("officerId")`,
      `CREATE TABLE "attempt" ("tag" text PRIMARY KEY, "tries" integer NOT NULL, "until" ${T})`,
      `CREATE INDEX "attempt_until" ON "attempt" ("until")`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
