// Each figure beside its raw limit, measured in the same run over the same HTTP. Prints ratios; asserts nothing.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** Every client sends its calls one after another, all clients at once. */
async function load(clients, each) {
  const times = [];
  let bad = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let round = 0; ; round++) {
      const next = each(client, round);
      if (!next) return;
      const { status, ms } = await next();
      times.push(ms);
      if (status >= 400) bad++;
    }
  }));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return { rate: times.length / seconds, p99: times[Math.floor(times.length * 0.99)], bad };
}

const line = (what, ours, raw, unit = '/s') => console.log(`${what.padEnd(46)} ${ours.toFixed(0).padStart(7)}${unit}   raw ${raw.toFixed(0).padStart(7)}${unit}   ratio ${(ours / raw).toFixed(2)}`);

async function filings(names, database) {
  const rounds = 15;
  const raw = await start('raw');
  const rawResult = await load(CLIENTS, (client, round) => round < rounds && (() => call(raw.port, 'POST', '/filings', {}, JSON.stringify({ state: client, name: round }))));
  await raw.stop();
  const own = await start('nemcon', { names, database });
  const result = await load(CLIENTS, (client, round) => round < rounds && (() => call(own.port, 'POST', '/api/v1/mission/objections', { authorization: `Bearer ${own.sessions[client]}` }, JSON.stringify({ objections: [{ nominationId: own.ids[(client * 7 + round) % own.ids.length] }] }))));
  line(`filings, ${names} names${database ? ', PostgreSQL' : ''}`, result.rate, rawResult.rate);
  console.log(`    p99 ${result.p99.toFixed(0)} ms (raw ${rawResult.p99.toFixed(0)} ms); refused ${result.bad}; memory ${(await own.ask({ job: 'memory' })).megabytes} MB`);
  return { own, rate: result.rate };
}

const { own, rate } = await filings(1_000);

const rawRead = await start('raw');
const looks = 40;
const status = await load(64, (client, round) => round < looks && (() => call(own.port, 'GET', `/api/v1/public/status/${own.references[(client + round) % own.references.length]}`, { 'x-forwarded-for': `10.0.${client}.1` })));
const rawStatus = await load(64, (client, round) => round < looks && (() => call(rawRead.port, 'GET', `/status/${(client + round) % 1000}`, {})));
line('status look-ups', status.rate, rawStatus.rate);
await rawRead.stop();
const { seconds } = await own.ask({ job: 'finalize' });
console.log(`finalization of 1,000 names                    ${(seconds * 1000).toFixed(0)} ms`);
await own.stop();

const large = await filings(10_000);
console.log(`    a filing among 10,000 names beside one among 1,000: ratio ${(large.rate / rate).toFixed(2)}`);
console.log(`finalization of 10,000 names                   ${((await large.own.ask({ job: 'finalize' })).seconds * 1000).toFixed(0)} ms`);
await large.own.stop();

const letters = await start('letters');
const measured = await letters.ask({ job: 'letters' });
line('letters through SMTP', measured.ours, measured.raw);
await letters.stop();

if (process.env.BENCH_POSTGRES) {
  const { own: other } = await filings(1_000, process.env.BENCH_POSTGRES);
  await other.stop();
}
console.log(`start-up of the service ${own.startMs.toFixed(0)} ms`);
agent.destroy();
rmSync(folder, { recursive: true, force: true });
