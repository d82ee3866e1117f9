// How two servers are compared on a machine that is never quiet: both run, and short slices of load go to one and the other in turn.
import { fork } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts a server of bench/servers.mjs in a process of its own; `ask` calls one of its jobs. */
export async function start(kind, options = {}) {
  const child = fork(new URL('./servers.mjs', import.meta.url), [kind], { env: { ...process.env, BENCH: JSON.stringify(options) }, execArgv: ['--no-warnings', ...(process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`, `--cpu-prof-name=${kind}-${Date.now()}.cpuprofile`] : [])], serialization: 'advanced' });
  const next = () => new Promise((done, fail) => {
    child.once('message', done);
    child.once('exit', () => fail(new Error(`${kind} ended`)));
  });
  const ready = await next();
  const ask = (job, more) => { const answer = next(); child.send({ job, ...more }); return answer.finally(() => child.removeAllListeners('exit')); };
  return { ...ready, ask, stop: () => new Promise((done) => { child.removeAllListeners('exit'); child.once('exit', done); child.send({ job: 'stop' }); }) };
}

/** One kept-open connection. It reads no more of an answer than its status and its end: a client that costs more than the server would measure itself. */
function connection(port) {
  let socket;
  let received = '';
  let answered;
  const take = (chunk) => {
    received += chunk;
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, head));
    if (!length) return answered.fail(new Error('An answer without a length'));
    if (received.length < head + 4 + Number(length[1])) return;
    const status = Number(received.slice(9, 12));
    received = '';
    answered.done(status);
  };
  const close = () => socket?.destroy();
  return {
    /** Connects anew where the connection has stood idle for long: a server may be about to close it. */
    ready: () => new Promise((done, fail) => {
      if (socket && !socket.destroyed && performance.now() - socket.usedAt < 5_000) return done();
      close();
      socket = connect(port, '127.0.0.1', done).setNoDelay(true).setEncoding('latin1').on('data', take).on('error', (error) => (answered?.fail ?? fail)(error));
    }),
    send: (text) => new Promise((done, fail) => {
      answered = { done, fail };
      socket.usedAt = performance.now();
      socket.write(text);
    }),
    close,
  };
}

/** The text of one call. */
export const call = (method, path, headers = {}, body = '') => [
  `${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ...(body ? ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`] : []), '', body,
].join('\r\n');

/** A server under load: `clients` connections, the calls of `next(n)` in turn, whichever connection is free. */
export function side(server, clients, next) {
  const connections = Array.from({ length: clients }, () => connection(server.port));
  const sums = { calls: 0, refused: 0, cpu: 0, times: [] };
  let at = 0;
  return {
    sums,
    close: () => connections.forEach(({ close }) => close()),
    /** Makes so many calls; returns how many a second. */
    async slice(calls) {
      await Promise.all(connections.map(({ ready }) => ready()));
      const cpu = (await server.ask('cpu')).microseconds;
      const end = at + calls;
      const began = performance.now();
      await Promise.all(connections.map(async ({ send }) => {
        while (at < end) {
          const from = performance.now();
          const status = await send(next(at++));
          sums.times.push(performance.now() - from);
          if (status >= 400) sums.refused++;
        }
      }));
      const seconds = (performance.now() - began) / 1000;
      sums.cpu += (await server.ask('cpu')).microseconds - cpu;
      sums.calls += calls;
      return calls / seconds;
    },
    forget() { Object.assign(sums, { calls: 0, refused: 0, cpu: 0, times: [] }); },
  };
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

/** How long the disk takes to make four kilobytes durable, in microseconds: what a shared commit saves. */
export function flush() {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-flush-'));
  const file = openSync(join(folder, 'page'), 'w');
  const page = Buffer.alloc(4_096);
  const times = Array.from({ length: 200 }, () => {
    const from = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return (performance.now() - from) * 1000;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(times);
}

/** Slices in turn, the order turned round each time, after `warm` pairs that do not count. What disturbs the machine for longer than a slice disturbs both sides. */
export async function pairs(own, raw, { warm, count, calls }) {
  const ratios = [];
  const rates = { own: [], raw: [] };
  for (let pair = 0; pair < warm + count; pair++) {
    if (pair === warm) { own.forget(); raw.forget(); }
    const rate = {};
    for (const who of pair % 2 ? ['raw', 'own'] : ['own', 'raw']) rate[who] = await (who === 'own' ? own : raw).slice(calls);
    if (pair < warm) continue;
    ratios.push(rate.own / rate.raw);
    rates.own.push(rate.own);
    rates.raw.push(rate.raw);
  }
  return { ratios, own: figures(own, rates.own), raw: figures(raw, rates.raw) };
}

function figures({ sums }, rates) {
  const times = sums.times.sort((a, b) => a - b);
  return { rate: median(rates), cpu: sums.cpu / sums.calls, p99: times[Math.floor(times.length * 0.99)], refused: sums.refused };
}

/** One line: both medians, the median of the pairs' ratios with the least and the greatest, and processor time of the server for one call. */
export function print(what, { ratios, own, raw }, against = 'raw') {
  const least = Math.min(...ratios).toFixed(2);
  const greatest = Math.max(...ratios).toFixed(2);
  console.log(`${what.padEnd(44)} ${own.rate.toFixed(0).padStart(6)}/s  ${against} ${raw.rate.toFixed(0).padStart(6)}/s  ratio ${median(ratios).toFixed(2)} (${least} to ${greatest})  processor ${own.cpu.toFixed(0)} µs, ${against} ${raw.cpu.toFixed(0)} µs, ratio ${(raw.cpu / own.cpu).toFixed(2)}`);
  const more = [own.p99 && `p99 ${own.p99.toFixed(0)} ms, ${against} ${raw.p99.toFixed(0)} ms`, own.refused && `refused ${own.refused}`].filter(Boolean);
  if (more.length) console.log(`    ${more.join('; ')}`);
}
