import fc from 'fast-check';

/** Member States of the small electorate. The first two are observers, who may object as well; what the others do is the secret. */
export const STATES = ['AR', 'CN', 'FR', 'KE', 'RU'] as const;
export const OBSERVERS = 2;

/** Which of the two worlds; what an act of a secret Mission is may differ between them. */
export type Side = 0 | 1;

/** What a State says of its objection. */
export const BASES = { none: null, short: 'An invented basis', other: '依据', longest: `Invented ${'x'.repeat(1_990)}` } as const;

/** What is filed, withdrawn or explained: names by their place on the list. */
export interface Load {
  names: number[];
  basis: keyof typeof BASES;
}

/** The way in which a Mission, or the Office for it, does something about objections. */
export type Way = 'page' | 'api' | 'note' | 'withdraw' | 'state';

/** One act. What only looks, asks or belongs to an observer is the same in both worlds; `secret` is done where there is a load, and is a visit to the same pages where there is none. */
export type Act = { minutes: number } & (
  | { do: 'open' | 'enter' | 'read' | 'statement' | 'close' | 'apiRead'; mission: number }
  | { do: 'search'; mission: number; text: string }
  | { do: 'tick'; mission: number; names: number[] }
  | { do: 'notUs'; mission: number; note: string }
  | { do: 'object'; mission: number; way: Way; load: Load }
  | { do: 'secret'; mission: number; way: Way; loads: [Load | null, Load | null] }
  | { do: 'status' | 'leave'; name: number }
  | { do: 'publicSearch'; text: string }
  | { do: 'extend' | 'inform' | 'settleReports' | 'addendum' }
  | { do: 'remind'; audience: 'all' | 'notOpened' }
  | { do: 'resend'; mission: number; newLink: boolean }
);

export interface History {
  modality: 'a-res-71-280' | 'contested-by-name';
  /** When the modality makes the proposed names public. */
  published: 'atCirculation' | 'atFinalization' | 'no';
  names: number;
  /** Whether a Mission has no address, so that the list is held at the deadline; and how it goes on. */
  unserved: 'override' | 'serve' | 'anew' | null;
  /** What a body decides on each objected name, where it decides. */
  decisions: ('include' | 'exclude')[];
  acts: Act[];
  /** Between the deadline and finalization. */
  late: Act[];
  afterwards: Act[];
  /** Whether the list's key is destroyed in the end. */
  destroyed: boolean;
}

const NAMES = 5;

const name = fc.nat(NAMES - 1);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const load: fc.Arbitrary<Load> = fc.record({ names, basis: fc.constantFrom('none', 'short', 'other', 'longest') });
const anyone = fc.nat(STATES.length - 1);
const secretOne = fc.integer({ min: OBSERVERS, max: STATES.length - 1 });
const observer = fc.nat(OBSERVERS - 1);
const minutes = fc.integer({ min: 1, max: 100 });
const text = fc.constantFrom('invented', 'Kenya', '2', 'nothing like it', '');
const act = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Act> => fc.record({ minutes, ...shape }) as unknown as fc.Arbitrary<Act>;
const is = <T extends string>(...words: T[]): fc.Arbitrary<T> => fc.constantFrom(...words);

const looking = fc.oneof(
  act({ do: is('open', 'enter', 'read', 'close', 'apiRead'), mission: anyone }),
  act({ do: is('statement'), mission: observer }),
  act({ do: is('search'), mission: anyone, text }),
  act({ do: is('status'), name }),
  act({ do: is('publicSearch'), text }),
);
const running = fc.oneof(
  { weight: 4, arbitrary: looking },
  { weight: 1, arbitrary: act({ do: is('tick'), mission: anyone, names }) },
  { weight: 1, arbitrary: act({ do: is('notUs'), mission: anyone, note: fc.constantFrom('', 'An invented note') }) },
  { weight: 1, arbitrary: act({ do: is('leave'), name }) },
  { weight: 1, arbitrary: act({ do: is('extend', 'inform', 'settleReports', 'addendum') }) },
  { weight: 1, arbitrary: act({ do: is('remind'), audience: is('all', 'notOpened') }) },
  { weight: 1, arbitrary: act({ do: is('resend'), mission: anyone, newLink: fc.boolean() }) },
  { weight: 2, arbitrary: act({ do: is('object'), mission: observer, way: is('page', 'api', 'withdraw', 'state'), load }) },
);
/** Done in the one world, and a visit in the other. */
const hidden = (...ways: Way[]): fc.Arbitrary<Act> =>
  act({ do: is('secret'), mission: secretOne, way: is(...ways), loads: fc.tuple(load, fc.constant(null)) });

const frame = {
  modality: is('a-res-71-280', 'contested-by-name'),
  published: is('atCirculation', 'atFinalization', 'no'),
  names: fc.constant(NAMES),
  unserved: fc.constantFrom(null, 'override' as const, 'serve' as const, 'anew' as const),
  decisions: fc.array(is('include', 'exclude'), { minLength: NAMES, maxLength: NAMES }),
  afterwards: fc.array(looking, { minLength: 1, maxLength: 2 }),
  destroyed: fc.boolean(),
};

/** Histories with objections in one world and without in the other; the first secret act is always a filing, and an addendum follows it. */
export const withAndWithout = (most: number): fc.Arbitrary<History> => fc.record({
  ...frame,
  acts: fc.tuple(fc.array(running, { maxLength: 2 }), hidden('page', 'api', 'note'), fc.array(fc.oneof(running, hidden('page', 'api', 'note', 'withdraw', 'state')), { minLength: 4, maxLength: most }))
    .map(([before, first, rest]) => [...before, first, { do: 'addendum', minutes: 5 }, ...rest]),
  late: fc.array(fc.oneof(looking, hidden('note', 'withdraw', 'state')), { minLength: 1, maxLength: 2 }),
});

/**
 * Histories in which the same names are objected to in both worlds, and everything else about it differs: by whom, by how many, in
 * which order, when, why; and with names that somebody objected to and let go again.
 */
export const permuted = (most: number): fc.Arbitrary<History> => fc.record({
  ...frame,
  objected: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  slots: fc.array(fc.record({ minutes, mission: secretOne, way: is('page', 'api', 'note'), loads: fc.tuple(load, load) }), { minLength: 3, maxLength: most }),
  /** In which slot a name is objected to that no slot happened to name. */
  spare: fc.tuple(fc.nat(), fc.nat()),
  between: fc.array(running.filter((each) => each.do !== 'object' && each.do !== 'leave'), { minLength: 1, maxLength: 3 }),
  late: fc.array(looking, { maxLength: 1 }),
}).map(({ objected, slots, spare, between, ...rest }) => {
  const loads = slots.map(({ loads: both }) => both.map(({ names: some, basis }) => ({ names: some, basis })) as [Load, Load]);
  for (const side of [0, 1] as const) {
    for (const missing of objected.filter((each) => !loads.some((both) => both[side].names.includes(each)))) {
      loads[spare[side] % slots.length]![side].names.push(missing);
    }
  }
  // A Mission names a name once: a filing that repeats one is refused whole, and with it the names that it alone has.
  for (const side of [0, 1] as const) {
    slots.forEach(({ mission }, at) => {
      const before = new Set(slots.flatMap((slot, other) => (other < at && slot.mission === mission ? loads[other]![side].names : [])));
      loads[at]![side].names = loads[at]![side].names.filter((each) => !before.has(each));
    });
  }
  const filings = slots.flatMap(({ minutes: wait, mission, way }, at): Act[] => {
    const [left, right] = loads[at]!.map((one) => (one.names.length ? one : null)) as [Load | null, Load | null];
    return left || right ? [{ do: 'secret', minutes: wait, mission, way, loads: [left, right] }] : [];
  });
  const gone = Array.from({ length: NAMES }, (_, each) => each).filter((each) => !objected.includes(each));
  // What must not stand in the end is withdrawn by each Mission that may have objected to it.
  const withdrawals = STATES.slice(OBSERVERS).map((_, at): Act => {
    const mission = at + OBSERVERS;
    return { do: 'secret', minutes: 5, mission, way: 'withdraw', loads: [{ names: gone, basis: 'none' }, { names: gone, basis: 'none' }] };
  });
  const acts = filings.flatMap((filing, at) => (between[at] ? [filing, between[at]] : [filing]));
  return { ...rest, acts: [...acts, ...withdrawals] };
});
