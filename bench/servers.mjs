// The servers that the benchmarks measure, each in a process of its own: Nemcon as built, and the raw limits.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'nemcon-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const options = JSON.parse(process.env.BENCH ?? '{}');
const [kind] = process.argv.slice(2);
const cpu = () => { const { user, system } = process.cpuUsage(); return { microseconds: user + system }; };
const jobs = { cpu, memory: () => ({ megabytes: process.memoryUsage().rss / 1e6 }) };
const megabytes = () => jobs.memory().megabytes;
/** Since the process was made, and what it took of a processor. */
const started = () => ({ startMs: performance.now(), startCpuMs: cpu().microseconds / 1000, startMegabytes: megabytes() });

/** A database of this process alone, on the PostgreSQL that the benchmark started. */
async function ownDatabase() {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: options.database });
  await client.connect();
  await client.query(`CREATE DATABASE bench_${process.pid}`);
  await client.end();
  return options.database.replace(/[^/]*$/, `bench_${process.pid}`);
}

/** The least that an acknowledged write and a read can cost: bare Fastify and one durable commit, or one prepared read, each. */
async function raw() {
  const { default: Fastify } = await import('fastify');
  const { write, read } = await (options.database ? rawPostgres() : rawSqlite());
  const app = Fastify();
  app.post('/filings', async (request, reply) => reply.code(201).send({ id: await write(request.body.state, request.body.name, new Date().toISOString()) }));
  app.get('/status/:reference', (request) => read(Number(request.params.reference)));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: app.server.address().port, ...started() };
}

async function rawSqlite() {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(join(folder, 'raw.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE filing (id INTEGER PRIMARY KEY, state INTEGER, name INTEGER, at TEXT); CREATE TABLE status (reference INTEGER PRIMARY KEY, state TEXT)');
  const fill = db.prepare('INSERT INTO status VALUES (?, ?)');
  db.transaction(() => { for (let at = 0; at < 1000; at++) fill.run(at, 'circulated'); })();
  const insert = db.prepare('INSERT INTO filing (state, name, at) VALUES (?, ?, ?)');
  const select = db.prepare('SELECT state FROM status WHERE reference = ?');
  return { write: (...values) => insert.run(...values).lastInsertRowid, read: (reference) => select.get(reference) };
}

async function rawPostgres() {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: await ownDatabase(), max: 16 });
  await pool.query('CREATE TABLE filing (id SERIAL PRIMARY KEY, state INTEGER, name INTEGER, at TEXT)');
  await pool.query("CREATE TABLE status AS SELECT g AS reference, 'circulated' AS state FROM generate_series(0, 999) g");
  await pool.query('ALTER TABLE status ADD PRIMARY KEY (reference)');
  return {
    write: async (...values) => (await pool.query({ name: 'write', text: 'INSERT INTO filing (state, name, at) VALUES ($1, $2, $3) RETURNING id', values })).rows[0].id,
    read: async (reference) => (await pool.query({ name: 'read', text: 'SELECT state FROM status WHERE reference = $1', values: [reference] })).rows[0],
  };
}

async function service() {
  const { createServer, openGround } = await import('../dist/src/server.js');
  const { Log } = await import('../dist/src/platform/log.js');
  const ground = await openGround({
    mode: 'trial', host: '127.0.0.1', port: 0, trustedProxies: ['127.0.0.1'], smtpUrl: options.smtpUrl ?? null,
    database: options.database ? { kind: 'postgres', url: await ownDatabase() } : { kind: 'sqlite', file: join(folder, 'nemcon.sqlite') },
    publicUrl: 'http://127.0.0.1:1', mailFrom: 'Office <noreply@nemcon.example>', contact: 'office@nemcon.example', keyFile: join(folder, 'key'),
  });
  const app = await createServer(ground, new Log('silent'));
  await app.listen(0, '127.0.0.1');
  return { app, get: (type) => app.get(type, { strict: false }), port: app.getHttpServer().address().port, ...started() };
}

async function start() {
  const { port, startMs, startCpuMs, startMegabytes } = await service();
  return { port, startMs, startCpuMs, startMegabytes };
}

async function round({ get }, names) {
  const { modalities } = await import('../dist/workflows/modalities/index.js');
  const { CreateConferenceHandler } = await import('../dist/src/conferences/index.js');
  const { ChangeMissionsHandler, memberStates } = await import('../dist/src/directory/index.js');
  const lists = await import('../dist/src/lists/index.js');
  const officer = { kind: 'officer', id: 'bench', name: 'Bench', roles: ['drafter', 'approver'], proposer: { id: 'bench-2', name: 'Bench', reason: 'Bench' } };
  const { id: conferenceId } = await get(CreateConferenceHandler).execute({ slug: `bench-${randomUUID().slice(0, 8)}`, title: { en: 'Bench' }, modality: modalities[0] }, officer);
  await get(ChangeMissionsHandler).import(memberStates().map(({ iso2 }, row) => ({ row, state: iso2, address: `${iso2}@missions.example`.toLowerCase(), language: '' })), officer);
  const { id: listId } = await get(lists.CreateListHandler).execute({ conferenceId, key: '6b' }, officer);
  const { ids } = await get(lists.EditNamesHandler).add({ listId, names: Array.from({ length: names }, (_, n) => ({ name: `Invented Organization ${n}`, acronym: null, countryIso2: memberStates()[n % 193].iso2, countryText: null, category: 'civil-society', website: null, city: null, contactEmail: null, contactLanguage: null, womenLed: null })) }, officer);
  const day = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  return { listId, ids, officer, lists, circulate: () => get(lists.CirculateListHandler).execute({ listId, wallTime: `${day}T17:00`, zone: 'America/New_York' }, officer) };
}

/** Takes sealing, record and the look-up of the session out of a running service: the product has no such switch. */
async function strip({ get }) {
  const { Keys } = await import('../dist/src/platform/keys.js');
  const { Records } = await import('../dist/src/records/index.js');
  const { MissionSessions } = await import('../dist/src/missions/index.js');
  const open = { seal: (_, text) => text, sealBytes: (_, text) => Buffer.from(text), open: (_, text) => text.toString(), tag: (...parts) => parts.join(' ') };
  Object.assign(get(Keys), { ofList: () => open });
  Object.assign(get(Records), { append: () => 'none' });
  const sessions = get(MissionSessions);
  const found = new Map();
  const find = sessions.find.bind(sessions);
  sessions.find = (token) => found.get(token) ?? (found.set(token, find(token)), found.get(token));
}

async function nemcon() {
  const own = await service();
  const { Relay } = await import('../dist/src/delivery/index.js');
  const { memberStates } = await import('../dist/src/directory/index.js');
  const { MissionLinks, MissionSessions } = await import('../dist/src/missions/index.js');
  const { Keys } = await import('../dist/src/platform/keys.js');
  const { Clock } = await import('../dist/src/platform/clock.js');
  const { listId, ids, officer, lists, circulate } = await round(own, options.names);
  await circulate();
  await own.get(Relay).drain();
  const keys = own.get(Keys);
  const references = ids.slice(0, 1000).map((id) => keys.reference(id));
  const sessions = [];
  for (const { iso2 } of memberStates()) {
    const token = own.get(MissionLinks).token(listId, iso2, 1);
    sessions.push((await own.get(MissionSessions).open({ token, memberState: iso2 })).session);
  }
  // Once everybody is in: what was sealed before stays so.
  if (options.without) await strip(own);
  jobs.finalize = async () => {
    own.get(Clock).setOffset(15 * 86_400_000);
    const from = performance.now();
    await own.get(lists.FinalizeListHandler).execute({ listId }, officer);
    return { seconds: (performance.now() - from) / 1000 };
  };
  return { port: own.port, sessions, ids, references };
}

/** Takes every mail and keeps none. */
async function sink() {
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false, onData: (stream, _, done) => { stream.resume(); stream.on('end', () => done()); } });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { smtpUrl: `smtp://127.0.0.1:${server.server.address().port}` };
}

/** A list's letters to 193 Missions through the outbox; circulation itself is not counted. */
async function letters() {
  const own = await service();
  const { Relay } = await import('../dist/src/delivery/index.js');
  const { Letters } = await import('../dist/src/notices/index.js');
  const { DeliveriesQuery } = await import('../dist/src/lists/index.js');
  const { DATABASES } = await import('../dist/src/platform/platform.module.js');
  jobs.letters = async () => {
    const { circulate, listId } = await round(own, 100);
    await circulate();
    const cpuBefore = cpu().microseconds;
    const from = performance.now();
    await own.get(Relay).drain();
    const { accepted, total } = await own.get(DeliveriesQuery).counts(listId, 'missions');
    if (accepted !== total) throw new Error(`${accepted} of ${total} letters were accepted`);
    return { rate: total / ((performance.now() - from) / 1000), cpu: (cpu().microseconds - cpuBefore) / total, calls: total };
  };
  /** The same letters, for the raw side. */
  jobs.words = async () => {
    const rows = await own.get(DATABASES).reading.getRepository('OutboxMessage').find();
    return { letters: rows.map(({ notice, data, language, queuedAt, address }) => ({ to: address, ...own.get(Letters).render(notice, data, language, queuedAt) })) };
  };
  return {};
}

/** The least that a letter can cost: pooled nodemailer, words at hand, nothing kept. */
async function rawLetters() {
  const { createTransport } = await import('nodemailer');
  const pool = createTransport({ url: options.smtpUrl, pool: true, maxConnections: 8, maxMessages: 500 });
  jobs.letters = async ({ letters }) => {
    const cpuBefore = cpu().microseconds;
    const from = performance.now();
    await Promise.all(letters.map(({ to, subject, text, html, calendar }) => pool.sendMail({ from: 'Office <office@nemcon.example>', to, subject, text, html, attachments: [{ filename: 'deadline.ics', content: calendar }] })));
    return { rate: letters.length / ((performance.now() - from) / 1000), cpu: (cpu().microseconds - cpuBefore) / letters.length, calls: letters.length };
  };
  return {};
}

process.on('message', async ({ job, ...more }) => {
  if (job === 'stop') process.exit(0);
  process.send(await jobs[job](more));
});
process.send(await { raw, start, nemcon, sink, letters, rawLetters }[kind]());
