import { DecideNominationsHandler, EditNamesHandler, FinalizeListHandler, Lists, NameBook, StatusQuery } from '../../src/lists/index.js';
import { Nomination } from '../../src/lists/nomination.entity.js';
import { Notices } from '../../src/notices/notices.js';
import { FileObjections } from '../../src/objections/file-objections.js';
import { Objection } from '../../src/objections/objection.entity.js';
import { HandOffs } from '../../src/meetings/index.js';
import { Outbox } from '../../src/outbox/index.js';
import { Transport } from '../../src/delivery/index.js';
import { Published } from '../../src/doors/published.js';
import { Ids } from '../../src/platform/ids.js';
import { Keys } from '../../src/platform/keys.js';
import { Log } from '../../src/platform/log.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { WebhookRelay, Webhooks } from '../../src/webhooks/index.js';
import type { History } from './history.js';
import { onTakeOut, swap, takeOut } from './swap.js';
import type { Tamper, World } from './world.js';

/** What a leak knows: each name objected to, once for each objection, in the order of filing. */
type Filed = string[];

/** A fault that tells of objections, and where it must be noticed: by whom, looking at what. */
export interface Leak {
  name: string;
  seenIn: RegExp;
  plant(world: World, filed: Filed): void;
  /** The history in which it shows, where it is not the common one. */
  history?: History;
}

const onFiling = (world: World, act: (at: string) => void | Promise<void>): void => swap(world.get(FileObjections), 'file', (file) => async (...args) => {
  const receipt = await file(...args);
  await act(args[4]);
  return receipt;
});

/** On its way out, the answer of a route is changed. */
function answering(world: World, route: RegExp, change: (payload: string, ...rest: Parameters<Tamper>) => unknown): void {
  world.tamper = (request, reply, payload) => (route.test(request.routeOptions.url ?? '') ? change(String(payload), request, reply, payload) : payload);
}

/** Plants a leak in all worlds; the function that is returned takes it out. */
export function plant(leak: Leak, worlds: readonly World[]): () => void {
  for (const world of worlds) {
    const filed: Filed = [];
    swap(world.get(FileObjections), 'file', (file) => async (...args) => {
      const receipt = await file(...args);
      filed.push(...args[3].items.map(({ nominationId }) => nominationId));
      return receipt;
    });
    leak.plant(world, filed);
    onTakeOut(() => { world.tamper = null; });
  }
  return takeOut;
}

const exists = (world: World, id: string): Promise<boolean> => world.get(Reader).manager.existsBy(Objection, { id });
const seconds = (at: string, more: number): string => new Date(Date.parse(at) + more * 1_000).toISOString();
const objectedLast = (filed: Filed) => <N extends { id: string }>(names: N[]): N[] =>
  [...names].sort((a, b) => Number(filed.includes(a.id)) - Number(filed.includes(b.id)));

export const leaks: Leak[] = [
  {
    name: 'a count', seenIn: /GET \/api\/v1\/public\/conferences/,
    plant: (world, filed) => answering(world, /public\/conferences/, (json) => json.replace('{', `{"contested":${filed.length},`)),
  },
  {
    name: 'an addendum that knows of the list before it', seenIn: /-add1\/proposed/, get history() { return adding; },
    plant: (world, filed) => swap(world.get(EditNamesHandler), 'add', (add) => (asked, actor) =>
      add({ ...asked, names: asked.names.map((name) => ({ ...name, acronym: filed.length ? String(filed.length) : name.acronym })) }, actor)),
  },
  {
    name: 'a sort order', seenIn: /names\.csv/,
    plant: (world, filed) => swap(world.get(NameBook), 'sorted', (sorted) => async (...args) => objectedLast(filed)(await sorted(...args))),
  },
  {
    name: 'a search that knows', seenIn: /search=/,
    plant: (world, filed) => swap(world.get(NameBook), 'filtered', (filtered) => async (list, language, filter) =>
      (await filtered(list, language, filter)).filter(({ id }) => !filter.search || !filed.includes(id))),
  },
  {
    name: 'an ETag', seenIn: /names\.csv/,
    plant: (world, filed) => answering(world, /names\.csv/, (csv, _, reply) => (void reply.header('etag', `"${filed.length}"`), csv)),
  },
  {
    name: 'a time of last change', seenIn: /GET \/status\//,
    plant: (world, filed) => answering(world, /^\/status\/:/, (page, _, reply) => (void reply.header('last-modified', new Date(filed.length * 1_000).toUTCString()), page)),
  },
  {
    name: 'a cookie', seenIn: /GET \/status\//,
    plant: (world, filed) => answering(world, /^\/status\/:/, (page, _, reply) => (filed.length ? void reply.header('set-cookie', 'seen=1') : undefined, page)),
  },
  {
    name: 'a length', seenIn: /GET \/status\//,
    plant: (world, filed) => answering(world, /^\/status\/:/, (page) => page + ' '.repeat(filed.length)),
  },
  {
    name: 'the order of headers', seenIn: /names\.csv/,
    plant: (world, filed) => answering(world, /names\.csv/, (csv, _, reply) => {
      if (!filed.length) return csv;
      const type = reply.getHeader('cache-control')!;
      reply.removeHeader('cache-control');
      void reply.header('cache-control', type);
      return csv;
    }),
  },
  {
    name: 'a sequence number', seenIn: /own\/statement/,
    plant: (world) => {
      let entries = 0;
      swap(world.get(Records), 'append', (append) => (act) => (entries++, append(act)));
      swap(world.get(Records), 'receipt', (receipt) => async (...args) => (await receipt(...args))?.replace('{', `{"entries":${entries},`) ?? null);
    },
  },
  {
    name: 'a gap in ids', seenIn: /own\/statement|letter/,
    plant: (world) => {
      let count = 0;
      swap(world.get(Ids), 'next', () => () => `00000000-0000-4000-8000-${String(count++).padStart(12, '0')}`);
    },
  },
  {
    name: 'a status code', seenIn: /own\/|objections\//,
    plant: (world) => answering(world, /own\/:objectionId/, async (page, { params }, reply) => {
      if (await exists(world, (params as { objectionId: string }).objectionId)) void reply.status(403);
      return page;
    }),
  },
  {
    name: 'the words of a refusal', seenIn: /own\/|objections\//,
    plant: (world) => answering(world, /own\/:objectionId/, async (page, { params }) =>
      (await exists(world, (params as { objectionId: string }).objectionId) ? page.replace('</h1>', ' (not yours)</h1>') : page)),
  },
  {
    name: 'something more on an applicant\'s own page', seenIn: /GET \/apply\/a\//,
    plant: (world, filed) => answering(world, /^\/apply\/a\/:id$/, (page) => page + ' '.repeat(filed.length)),
  },
  {
    name: 'a page of representatives that opens early', seenIn: /GET \/representatives\//,
    plant: (world, filed) => answering(world, /^\/representatives\/:holder$/, (page, _, reply) => (filed.length ? void reply.status(200) : undefined, filed.length ? `${page}<!-- open -->` : page)),
  },
  {
    name: 'a mail caused by a filing', seenIn: /mail server/,
    plant: (world) => onFiling(world, async (at) => void await world.get<Transport>(Transport as never).send({
      id: '00000000-0000-4000-8000-000000000000', from: 'office@nemcon.example', to: 'office@nemcon.example', date: at, subject: 'An objection came', text: 'See the console', html: 'See the console', calendar: null, replyTo: null, host: 'nemcon.example',
    })),
  },
  {
    name: 'letters in another order', seenIn: /mail server/,
    plant: (world, filed) => swap(world.get(Notices), 'toOrganizations', (send) => (tx, notice, facts, organizations, at) => send(tx, notice, facts, objectedLast(filed)(organizations), at)),
  },
  {
    name: 'the time of a letter', seenIn: /mail server/,
    plant: (world, filed) => swap(world.get(Outbox), 'queue', (queue) => (tx, at, letters) => queue(tx, seconds(at, filed.length), letters)),
  },
  {
    name: 'a letter left out', seenIn: /mail server/,
    plant: (world, filed) => swap(world.get(Outbox), 'queue', (queue) => (tx, at, letters) => queue(tx, at, filed.length ? letters.slice(1) : letters)),
  },
  {
    name: 'a hand-off before the list is final', seenIn: /badge desk hand-off/,
    plant: (world, filed) => swap(world.get(HandOffs), 'mayLeave', (may) => async (...args) => filed.length > 1 || may(...args)),
  },
  {
    name: 'a count, in what a webhook is told', seenIn: /badge desk webhook/,
    plant: (world, filed) => swap(world.get(Webhooks), 'queue', (queue) => (tx, at, type, data, only) => queue(tx, at, type, { ...data, objections: filed.length }, only)),
  },
  {
    name: 'the time of a webhook\'s call', seenIn: /badge desk webhook/,
    plant: (world, filed) => swap(world.get(WebhookRelay), 'tick', (tick) => async () => {
      const { at } = world.clock;
      world.clock.at = seconds(at, filed.length);
      await tick();
      world.clock.at = at;
    }),
  },
  {
    name: 'a log line', seenIn: /operator/,
    plant: (world) => onFiling(world, () => world.get(Log).info('An objection was filed')),
  },
  {
    name: 'an extra SQL statement', seenIn: /statements of GET/,
    plant: (world, filed) => swap(world.get(StatusQuery), 'byReference', (find) => async (reference) => {
      if (filed.length) await world.get(Reader).manager.query('SELECT 1');
      return find(reference);
    }),
  },
  {
    name: 'a decision that takes effect before the list is final', seenIn: /GET \/status\//, get history() { return deciding; },
    plant: (world) => swap(world.get(DecideNominationsHandler), 'execute', (execute) => async (command, actor) => {
      await execute(command, actor);
      for (const { nominationId: id } of command.decisions) await world.get(UnitOfWork).run((tx) => tx.update(Nomination, { id }, { state: 'admitted' }));
    }),
  },
  {
    name: 'a cache', seenIn: /statements of GET/,
    plant: (world) => {
      const kept = new Map<string, ReturnType<Published['conference']>>();
      onFiling(world, () => kept.clear());
      swap(world.get(Lists), 'step', (step) => (...args) => (kept.clear(), step(...args)));
      swap(world.get(Published), 'conference', (find) => (slug) => {
        if (!kept.has(slug)) kept.set(slug, find(slug));
        return kept.get(slug)!;
      });
    },
  },
];

/** Leaks that tell more of objections than which names fell, once that is known. */
export const lateLeaks: Leak[] = [
  {
    name: 'how many objected, in an outcome', seenIn: /GET \/status\//,
    plant: (world, filed) => {
      let final = false;
      swap(world.get(FinalizeListHandler), 'execute', (execute) => async (...args) => {
        final = true;
        return execute(...args);
      });
      answering(world, /^\/status\/:/, (page, { params }) => {
        const objections = filed.filter((id) => world.get(Keys).reference(id) === (params as { reference: string }).reference).length;
        return final ? `${page}<!-- ${objections} -->` : page;
      });
    },
  },
  {
    name: 'outcomes in the order of objections', seenIn: /mail server/,
    plant: (world, filed) => swap(world.get(Notices), 'toOrganizations', (send) => (tx, notice, facts, organizations, at) =>
      send(tx, notice, facts, [...organizations].sort((a, b) => filed.indexOf(a.id) - filed.indexOf(b.id)), at)),
  },
  {
    name: 'the first objection\'s time, in the final list', seenIn: /final/,
    plant: (world) => {
      const times = new Map<string, string>();
      swap(world.get(FileObjections), 'file', (file) => (...args) => {
        for (const { nominationId } of args[3].items) if (!times.has(nominationId)) times.set(nominationId, args[4]);
        return file(...args);
      });
      answering(world, /:which\/names\.csv/, (csv, { params }, reply) => {
        if (reply.statusCode === 200 && (params as { which: string }).which === 'final') void reply.header('last-modified', [...times].sort().join());
        return csv;
      });
    },
  },
];

export const quiet = { modality: 'a-res-71-280', published: 'atCirculation', names: 5, unserved: null, decisions: [], destroyed: false } as const;

/** A history in which every leak has something to tell and somebody who would see it. */
export const telling: History = {
  ...quiet, decisions: [],
  acts: [
    { minutes: 5, do: 'publicSearch', text: 'invented' },
    { minutes: 5, do: 'secret', mission: 2, way: 'page', loads: [{ names: [0, 4], basis: 'other' }, null] },
    { minutes: 5, do: 'remind', audience: 'all' },
    { minutes: 5, do: 'object', mission: 0, way: 'page', load: { names: [1], basis: 'short' } },
    { minutes: 5, do: 'secret', mission: 3, way: 'api', loads: [{ names: [2], basis: 'none' }, null] },
  ],
  late: [{ minutes: 5, do: 'secret', mission: 3, way: 'withdraw', loads: [{ names: [2], basis: 'none' }, null] }],
  afterwards: [{ minutes: 5, do: 'read', mission: 0 }],
};

/** The same with an addendum. */
export const adding: History = { ...telling, acts: [...telling.acts, { minutes: 5, do: 'addendum' }] };

/** A body decides on the objected names. */
export const deciding: History = {
  ...quiet, modality: 'contested-by-name', decisions: ['include', 'exclude', 'include', 'exclude', 'include'],
  acts: [{ minutes: 5, do: 'secret', mission: 2, way: 'page', loads: [{ names: [0, 4], basis: 'none' }, null] }], late: [], afterwards: [],
};

/** The same names fall in both worlds; by whom, how often and in which order is not the same. */
export const reordered: History = {
  ...quiet, decisions: [],
  acts: [
    { minutes: 5, do: 'secret', mission: 2, way: 'page', loads: [{ names: [0, 2], basis: 'other' }, { names: [2], basis: 'none' }] },
    { minutes: 5, do: 'secret', mission: 3, way: 'api', loads: [{ names: [0], basis: 'none' }, { names: [0], basis: 'short' }] },
  ],
  late: [], afterwards: [],
};
