import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls, applications and what belongs to them. */
export class Applications1700000000010 implements MigrationInterface {
  name = 'Applications1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const statements = [
      `CREATE TABLE "call" ("id" text PRIMARY KEY, "conferenceId" ${T}, "track" ${T}, "opensAt" ${T}, "createdAt" ${T})`,
      `CREATE UNIQUE INDEX "call_track" ON "call" ("conferenceId", "track")`,
      `CREATE TABLE "call_deadline" ("id" text PRIMARY KEY, "callId" ${T}, "round" integer NOT NULL, "closesAt" ${T}, "wallTime" ${T}, "zone" ${T},
        "announcedAt" ${T}, "reason" text)`,
      `CREATE UNIQUE INDEX "call_deadline_round" ON "call_deadline" ("callId", "round")`,

      `CREATE TABLE "application" ("id" text PRIMARY KEY, "conferenceId" ${T}, "callId" ${T}, "track" ${T}, "state" ${T}, "context" ${T},
        "version" integer NOT NULL, "language" ${T}, "emailTag" ${T}, "name" ${T}, "matchKey" ${T}, "countryIso2" text, "countryText" text,
        "category" text, "sealed" ${T}, "referenceHash" ${T}, "linkHash" ${T}, "generation" integer NOT NULL, "createdAt" ${T},
        "submittedAt" text, "decidedAt" text, "assigneeId" text, "screening" ${T})`,
      `CREATE INDEX "application_queue" ON "application" ("conferenceId", "state", "submittedAt")`,
      `CREATE INDEX "application_email" ON "application" ("emailTag")`,
      `CREATE UNIQUE INDEX "application_reference" ON "application" ("referenceHash")`,
      `CREATE UNIQUE INDEX "application_link" ON "application" ("linkHash")`,
      `CREATE TABLE "application_session" ("tokenHash" text PRIMARY KEY, "applicationId" ${T}, "generation" integer NOT NULL, "csrf" ${T}, "expiresAt" ${T})`,
      `CREATE TABLE "application_file" ("id" text PRIMARY KEY, "applicationId" ${T}, "field" ${T}, "name" ${T}, "type" ${T}, "size" integer NOT NULL,
        "sealed" ${T}, "addedAt" ${T}, "removedAt" text)`,
      `CREATE INDEX "application_file_of" ON "application_file" ("applicationId")`,
      `CREATE TABLE "application_note" ("id" text PRIMARY KEY, "applicationId" ${T}, "officer" ${T}, "at" ${T}, "sealed" ${T})`,
      `CREATE INDEX "application_note_of" ON "application_note" ("applicationId")`,
      `CREATE TABLE "application_question" ("id" text PRIMARY KEY, "applicationId" ${T}, "officer" ${T}, "askedAt" ${T}, "sealed" ${T}, "answeredAt" text)`,
      `CREATE INDEX "application_question_of" ON "application_question" ("applicationId")`,

      `ALTER TABLE "nomination" ADD COLUMN "applicationId" text`,
      `CREATE INDEX "nomination_application" ON "nomination" ("applicationId")`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
