import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Naming representatives for meetings, their letters of confirmation, and what goes to the badge desk and to webhooks. */
export class Meetings1700000000016 implements MigrationInterface {
  name = 'Meetings1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const statements = [
      `CREATE TABLE "meeting_naming" ("id" text PRIMARY KEY, "conferenceId" ${T}, "meeting" ${T}, "round" integer NOT NULL, "closesAt" ${T}, "wallTime" ${T},
        "zone" ${T}, "startsOn" ${T}, "endsOn" ${T}, "place" text, "quota" integer NOT NULL, "announcedAt" ${T}, "reason" text)`,
      `CREATE UNIQUE INDEX "meeting_naming_round" ON "meeting_naming" ("conferenceId", "meeting", "round")`,
      `CREATE TABLE "representative" ("id" text PRIMARY KEY, "conferenceId" ${T}, "holderId" ${T}, "emailTag" ${T}, "sealed" ${T}, "version" integer NOT NULL,
        "createdAt" ${T})`,
      `CREATE UNIQUE INDEX "representative_email" ON "representative" ("holderId", "emailTag")`,
      `CREATE TABLE "representative_meeting" ("representativeId" ${T}, "meeting" ${T}, "conferenceId" ${T}, "holderId" ${T}, "namedAt" ${T},
        PRIMARY KEY ("representativeId", "meeting"))`,
      `CREATE INDEX "representative_meeting_of" ON "representative_meeting" ("conferenceId", "meeting")`,
      `CREATE INDEX "representative_meeting_holder" ON "representative_meeting" ("holderId")`,
      `CREATE TABLE "confirmation" ("codeHash" text PRIMARY KEY, "holderId" ${T}, "representativeId" text)`,
      `CREATE INDEX "confirmation_holder" ON "confirmation" ("holderId")`,
      `CREATE TABLE "representative_session" ("tokenHash" text PRIMARY KEY, "holderId" ${T}, "csrf" ${T}, "expiresAt" ${T})`,
      `CREATE TABLE "hand_off" ("id" text PRIMARY KEY, "conferenceId" ${T}, "meeting" ${T}, "at" ${T}, "officer" ${T}, "representatives" integer NOT NULL,
        "digest" ${T}, "sealed" ${T})`,
      `CREATE INDEX "hand_off_of" ON "hand_off" ("conferenceId", "meeting")`,
      `CREATE TABLE "webhook" ("id" text PRIMARY KEY, "url" ${T}, "label" ${T}, "sealed" ${T}, "createdAt" ${T}, "shownAt" text, "endedAt" text, "endedBy" text)`,
      `CREATE TABLE "webhook_delivery" ("id" text PRIMARY KEY, "webhookId" ${T}, "type" ${T}, "body" ${T}, "queuedAt" ${T}, "state" ${T}, "attempts" integer NOT NULL,
        "dueAt" text, "claimedUntil" text, "settledAt" text, "log" ${T})`,
      `CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" ("dueAt")`,
      `CREATE INDEX "webhook_delivery_of" ON "webhook_delivery" ("webhookId", "queuedAt")`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
