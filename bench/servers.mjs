// The servers that bench/run.mjs measures, each in a process of its own: Nemcon as built, and the raw limits.
import { join } from 'node:path';

const began = performance.now();
const folder = process.env.BENCH_FOLDER;
const options = JSON.parse(process.env.BENCH ?? '{}');
const [kind] = process.argv.slice(2);
const jobs = { memory: () => ({ megabytes: Math.round(process.memoryUsage().rss / 1e6) }) };

/** The least that an acknowledged write and a read can cost: bare Fastify and one durable commit, or one prepared read, each. */
async function raw() {
  const { default: Fastify } = await import('fastify');
  const { write, read } = await (options.database ? rawPostgres() : rawSqlite());
  const app = Fastify();
  app.post('/filings', async (request, reply) => reply.code(201).send({ id: await write(request.body.state, request.body.name, new Date().toISOString()) }));
  app.get('/status/:reference', (request) => read(Number(request.params.reference)));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: app.server.address().port };
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
  const pool = new pg.Pool({ connectionString: options.database, max: 16 });
  await pool.query('DROP TABLE IF EXISTS raw_filing, raw_status');
  await pool.query('CREATE TABLE raw_filing (id SERIAL PRIMARY KEY, state INTEGER, name INTEGER, at TEXT)');
  await pool.query("CREATE TABLE raw_status AS SELECT g AS reference, 'circulated' AS state FROM generate_series(0, 999) g");
  await pool.query('ALTER TABLE raw_status ADD PRIMARY KEY (reference)');
  return {
    write: async (...values) => (await pool.query({ name: 'write', text: 'INSERT INTO raw_filing (state, name, at) VALUES ($1, $2, $3) RETURNING id', values })).rows[0].id,
    read: async (reference) => (await pool.query({ name: 'read', text: 'SELECT state FROM raw_status WHERE reference = $1', values: [reference] })).rows[0],
  };
}

const config = (more = {}) => ({
  mode: 'trial', host: '127.0.0.1', port: 0, trustedProxies: ['127.0.0.1'], smtpUrl: null,
  database: options.database ? { kind: 'postgres', url: options.database } : { kind: 'sqlite', file: join(folder, 'nemcon.sqlite') },
  publicUrl: 'http://127.0.0.1:1', mailFrom: 'Office <office@nemcon.example>', keyFile: join(folder, 'key'), ...more,
});

async function service(more) {
  const { createServer, openGround } = await import('../dist/src/server.js');
  const { Log } = await import('../dist/src/platform/log.js');
  const app = await createServer(await openGround(config(more)), new Log('silent'));
  await app.listen(0, '127.0.0.1');
  return { app, get: (type) => app.get(type, { strict: false }), startMs: performance.now() - began };
}

async function round({ get }, names) {
  const { modalities } = await import('../dist/workflows/modalities/index.js');
  const { CreateConferenceHandler } = await import('../dist/src/conferences/index.js');
  const { ChangeMissionsHandler, memberStates } = await import('../dist/src/directory/index.js');
  const lists = await import('../dist/src/lists/index.js');
  const officer = { kind: 'officer', id: 'bench', name: 'Bench', roles: ['drafter', 'approver'], proposer: { id: 'bench-2', name: 'Bench', reason: 'Bench' } };
  const { id: conferenceId } = await get(CreateConferenceHandler).execute({ slug: `bench-${Date.now()}`, title: { en: 'Bench' }, modality: modalities[0] }, officer);
  await get(ChangeMissionsHandler).import(memberStates().map(({ iso2 }, row) => ({ row, state: iso2, address: `${iso2}@missions.example`.toLowerCase(), language: '' })), officer);
  const { id: listId } = await get(lists.CreateListHandler).execute({ conferenceId, key: '6b' }, officer);
  const { ids } = await get(lists.EditNamesHandler).add({ listId, names: Array.from({ length: names }, (_, n) => ({ name: `Invented Organization ${n}`, acronym: null, countryIso2: memberStates()[n % 193].iso2, countryText: null, category: 'civil-society', website: null, city: null, contactEmail: null, contactLanguage: null, womenLed: null })) }, officer);
  const day = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  return { listId, ids, officer, lists, circulate: () => get(lists.CirculateListHandler).execute({ listId, wallTime: `${day}T17:00`, zone: 'America/New_York' }, officer) };
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
  const sessions = [];
  for (const { iso2 } of memberStates()) {
    const token = own.get(MissionLinks).token(listId, iso2, 1);
    sessions.push((await own.get(MissionSessions).open({ token, memberState: iso2 })).session);
  }
  jobs.finalize = async () => {
    own.get(Clock).setOffset(15 * 86_400_000);
    const from = performance.now();
    await own.get(lists.FinalizeListHandler).execute({ listId }, officer);
    return { seconds: (performance.now() - from) / 1000 };
  };
  const keys = own.get(Keys);
  return { port: own.app.getHttpServer().address().port, sessions, ids, references: ids.slice(0, 1000).map((id) => keys.reference(id)), startMs: own.startMs };
}

async function letters() {
  const { SMTPServer } = await import('smtp-server');
  const { createTransport } = await import('nodemailer');
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false, onData: (stream, _, done) => { stream.resume(); stream.on('end', () => done()); } });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const smtpUrl = `smtp://127.0.0.1:${server.server.address().port}`;
  const own = await service({ smtpUrl });
  const { Relay } = await import('../dist/src/delivery/index.js');
  jobs.letters = async () => {
    const { circulate, listId } = await round(own, 100);
    await circulate();
    const from = performance.now();
    await own.get(Relay).drain();
    const { DeliveriesQuery } = await import('../dist/src/lists/index.js');
    let counts = await own.get(DeliveriesQuery).counts(listId, 'missions');
    while (counts.accepted < counts.total) {
      await new Promise((done) => setTimeout(done, 5));
      counts = await own.get(DeliveriesQuery).counts(listId, 'missions');
    }
    const ours = counts.total / ((performance.now() - from) / 1000);
    const words = 'x'.repeat(3_000);
    const pool = createTransport({ url: smtpUrl, pool: true, maxConnections: 8, maxMessages: 500 });
    const began = performance.now();
    await Promise.all(Array.from({ length: counts.total }, (_, n) => pool.sendMail({ from: 'office@nemcon.example', to: `m${n}@missions.example`, subject: 'Raw', text: words, html: `<p>${words}</p>`, attachments: [{ filename: 'deadline.ics', content: words.slice(0, 900) }] })));
    const raw = counts.total / ((performance.now() - began) / 1000);
    pool.close();
    return { ours, raw };
  };
  return {};
}

process.on('message', async ({ job }) => {
  if (job === 'stop') process.exit(0);
  process.send(await jobs[job]());
});
process.send(await { raw, nemcon, letters }[kind]());
