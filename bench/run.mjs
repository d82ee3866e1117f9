// Each figure beside its raw limit, measured in the same run over the same HTTP (bench/README.md). Prints ratios; asserts nothing.
// `npm run bench -- status letters` runs some parts only.
import { startPostgres } from '../scripts/postgres.mjs';
import { verification } from './verification.mjs';
import { matching } from './matching.mjs';
import { call, flush, median, pairs, print, side, start } from './load.mjs';

const MISSIONS = 193;
// 193 Missions object to 100 names each at most: no more filings than that can be measured on the smallest list.
const FILINGS = { warm: 5, count: 19, calls: MISSIONS * 4 };
const LOOKS = { warm: 4, count: 15, calls: 4_000 };
const PAGES = { warm: 4, count: 15, calls: 1_000 };

const rawFiling = (n) => call('POST', '/filings', {}, JSON.stringify({ state: n % MISSIONS, name: Math.floor(n / MISSIONS) }));
const filing = ({ sessions, ids }) => (n) => {
  const mission = n % MISSIONS;
  const nominationId = ids[(mission * 7 + Math.floor(n / MISSIONS)) % ids.length];
  return call('POST', '/api/v1/mission/objections', { authorization: `Bearer ${sessions[mission]}` }, JSON.stringify({ objections: [{ nominationId }] }));
};
// Each from an address of its own, as the proxy says: one address alone would be slowed down.
const look = (path, { references }) => (n) => call('GET', `${path}${references[n % references.length]}`, { 'x-forwarded-for': `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` });
const rawLook = (n) => call('GET', `/status/${n % 1000}`);

async function compare(what, own, raw, clients, ownCall, rawCall, plan, against) {
  const sides = [side(own, clients, ownCall), side(raw, clients, rawCall)];
  print(what, await pairs(...sides, plan), against);
  sides.forEach(({ close }) => close());
}

const memory = async (server) => (await server.ask('memory')).megabytes.toFixed(0);

async function filings(names, database, where) {
  const raw = await start('raw', { database });
  const own = await start('nemcon', { names, database });
  const before = await memory(own);
  await compare(`filings, ${names} names${where}`, own, raw, MISSIONS, filing(own), rawFiling, FILINGS);
  console.log(`    memory ${before} MB before, ${await memory(own)} MB after; a flush of the disk ${flush().toFixed(0)} µs`);
  await raw.stop();
  console.log(`${`finalization of ${names} names${where}`.padEnd(44)} ${((await own.ask('finalize')).seconds * 1000).toFixed(0).padStart(6)} ms`);
  await own.stop();
}

const parts = {
  async start() {
    const figures = { start: [], raw: [] };
    for (let turn = 0; turn < 7; turn++) {
      for (const kind of ['start', 'raw']) {
        const server = await start(kind);
        figures[kind].push(server);
        await server.stop();
      }
    }
    const line = (kind, field) => median(figures[kind].map((server) => server[field])).toFixed(0);
    const all = (field) => figures.start.map((server) => server[field].toFixed(0)).sort((a, b) => a - b);
    console.log(`start-up ${line('start', 'startMs')} ms (${all('startMs')[0]} to ${all('startMs').at(-1)}), processor ${line('start', 'startCpuMs')} ms, memory ${line('start', 'startMegabytes')} MB; raw ${line('raw', 'startMs')} ms, processor ${line('raw', 'startCpuMs')} ms, memory ${line('raw', 'startMegabytes')} MB`);
  },
  async filings(database, where) {
    for (const names of [100, 1_000, 10_000]) await filings(names, database, where);
  },
  async growth(database, where) {
    const [large, small] = [await start('nemcon', { names: 10_000, database }), await start('nemcon', { names: 100, database })];
    await compare(`filings, 10,000 names beside 100${where}`, large, small, MISSIONS, filing(large), filing(small), FILINGS, 'among 100');
    await Promise.all([large.stop(), small.stop()]);
  },
  async sealing(database, where) {
    const [own, without] = [await start('nemcon', { names: 1_000, database }), await start('nemcon', { names: 1_000, database, without: true })];
    await compare(`filings sealed, recorded, by session${where}`, own, without, MISSIONS, filing(own), filing(without), FILINGS, 'without');
    await Promise.all([own.stop(), without.stop()]);
  },
  async status(database, where) {
    const [own, raw] = [await start('nemcon', { names: 1_000, database }), await start('raw', { database })];
    await compare(`status look-ups${where}`, own, raw, 64, look('/api/v1/public/status/', own), rawLook, LOOKS);
    if (!process.env.NOPAGES) await compare(`status pages${where}`, own, raw, 64, look('/status/', own), rawLook, PAGES);
    await Promise.all([own.stop(), raw.stop()]);
  },
  // Of an export alone: no database takes part.
  async verification(database) {
    if (!database) verification();
  },
  // Of files that ship alone.
  async matching(database) {
    if (!database) matching();
  },
  async letters(database, where) {
    const sink = await start('sink');
    const own = await start('letters', { smtpUrl: sink.smtpUrl, database });
    const raw = await start('rawLetters', { smtpUrl: sink.smtpUrl });
    await own.ask('letters');
    const words = await own.ask('words');
    const figures = { own: [], raw: [] };
    for (let pair = 0; pair < 20; pair++) {
      for (const who of pair % 2 ? ['raw', 'own'] : ['own', 'raw']) figures[who].push(await (who === 'own' ? own : raw).ask('letters', words));
    }
    const of = (who, field) => figures[who].slice(5).map((turn) => turn[field]);
    const middle = (who) => ({ rate: median(of(who, 'rate')), cpu: median(of(who, 'cpu')) });
    print(`letters through SMTP${where}`, { ratios: of('own', 'rate').map((rate, at) => rate / of('raw', 'rate')[at]), own: middle('own'), raw: middle('raw') });
    await Promise.all([own.stop(), raw.stop(), sink.stop()]);
  },
};

const asked = process.argv.slice(2);
const wanted = Object.keys(parts).filter((name) => asked.length === 0 || asked.includes(name));
for (const name of wanted) await parts[name](undefined, '');
if (!asked.length || asked.includes('postgres')) {
  const postgres = await startPostgres({ durable: true });
  for (const name of asked.length > 1 ? wanted : ['filings', 'growth', 'sealing', 'status', 'letters']) await parts[name](postgres.url, ', PostgreSQL');
  await postgres.stop();
}
