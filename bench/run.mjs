// Each figure beside its raw limit, measured in the same run over the same HTTP. Prints ratios; asserts nothing.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../scripts/postgres.mjs';

const CLIENTS = 193;
const folder = mkdtempSync(join(tmpdir(), 'nemcon-bench-'));
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

/** Starts a server of bench/servers.mjs in a process of its own; `ask` calls one of its jobs. */
async function start(kind, options = {}) {
  const child = fork(new URL('./servers.mjs', import.meta.url), [kind], { env: { ...process.env, BENCH_FOLDER: mkdtempSync(join(folder, 'run-')), BENCH: JSON.stringify(options) }, execArgv: ['--no-warnings'] });
  const next = () => new Promise((done, fail) => {
    child.once('message', done);
    child.once('exit', () => fail(new Error(`${kind} ended`)));
  });
  const ready = await next();
  return { ...ready, ask: (job) => { const answer = next(); child.send(job); return answer; }, stop: () => new Promise((done) => { child.removeAllListeners('exit'); child.once('exit', done); child.send({ job: 'stop' }); }) };
}

function call(port, method, path, headers, body) {
  const began = performance.now();
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}) } }, (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode, ms: performance.now() - began }));
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

/** Every client sends its calls one after another, all clients at once. What `warm` rounds take is not counted: both sides are compiled by then. */
async function load(clients, { warm, rounds }, each) {
  const times = [];
  let bad = 0;
  const run = (from, to) => Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let round = from; round < to; round++) {
      const { status, ms } = await each(client, round);
      times.push(ms);
      if (status >= 400) bad++;
    }
  }));
  await run(0, warm);
  times.length = 0;
  const began = performance.now();
  await run(warm, warm + rounds);
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return { rate: times.length / seconds, p99: times[Math.floor(times.length * 0.99)], bad };
}

const line = (what, ours, raw, unit = '/s') => console.log(`${what.padEnd(46)} ${ours.toFixed(0).padStart(7)}${unit}   raw ${raw.toFixed(0).padStart(7)}${unit}   ratio ${(ours / raw).toFixed(2)}`);
const FILINGS = { warm: 10, rounds: 20 };
const LOOKS = { warm: 100, rounds: 300 };

async function filings(names, database) {
  const raw = await start('raw', { database });
  const rawResult = await load(CLIENTS, FILINGS, (client, round) => call(raw.port, 'POST', '/filings', {}, JSON.stringify({ state: client, name: round })));
  await raw.stop();
  const own = await start('nemcon', { names, database });
  const idle = (await own.ask({ job: 'memory' })).megabytes;
  const result = await load(CLIENTS, FILINGS, (client, round) => (
    call(own.port, 'POST', '/api/v1/mission/objections', { authorization: `Bearer ${own.sessions[client]}` }, JSON.stringify({ objections: [{ nominationId: own.ids[(client * 7 + round) % own.ids.length] }] }))
  ));
  line(`filings, ${names} names${database ? ', PostgreSQL' : ''}`, result.rate, rawResult.rate);
  console.log(`    p99 ${result.p99.toFixed(0)} ms (raw ${rawResult.p99.toFixed(0)} ms); refused ${result.bad}; memory ${idle} MB before, ${(await own.ask({ job: 'memory' })).megabytes} MB after`);
  return { own, rate: result.rate };
}

async function finalization(own, what) {
  console.log(`${`finalization of ${what}`.padEnd(46)} ${((await own.ask({ job: 'finalize' })).seconds * 1000).toFixed(0).padStart(7)} ms`);
}

/** Both servers in turn; the smallest list says what a filing costs before the list grows. */
async function round(database) {
  const small = await filings(100, database);
  await small.own.stop();
  const middle = await filings(1_000, database);
  const raw = await start('raw', { database });
  const { references } = middle.own;
  const status = await load(64, LOOKS, (client, look) => call(middle.own.port, 'GET', `/api/v1/public/status/${references[(client + look) % references.length]}`, { 'x-forwarded-for': `10.${look >> 8}.${look & 255}.${client}` }));
  const rawStatus = await load(64, LOOKS, (client, look) => call(raw.port, 'GET', `/status/${(client + look) % 1000}`, {}));
  await raw.stop();
  line(`status look-ups${database ? ', PostgreSQL' : ''}`, status.rate, rawStatus.rate);
  if (status.bad) console.log(`    refused ${status.bad}`);
  await finalization(middle.own, '1,000 names');
  await middle.own.stop();
  const large = await filings(10_000, database);
  console.log(`    a filing among 10,000 names beside one among 100: ratio ${(large.rate / small.rate).toFixed(2)}`);
  await finalization(large.own, '10,000 names');
  await large.own.stop();
  return middle.own.startMs;
}

const startMs = await round();

const letters = await start('letters');
const sent = [];
for (let turn = 0; turn < 6; turn++) sent.push(await letters.ask({ job: 'letters' }));
const middle = (side) => sent.slice(2).map((turn) => turn[side]).sort((a, b) => a - b)[2];
line('letters through SMTP', middle('ours'), middle('raw'));
await letters.stop();

const postgres = await startPostgres({ durable: true });
await round(postgres.url);
await postgres.stop();

console.log(`start-up of the service ${startMs.toFixed(0)} ms`);
agent.destroy();
rmSync(folder, { recursive: true, force: true });
