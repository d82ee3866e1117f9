import fc from 'fast-check';
import { registrationTables, wholeTables, type ReportedRegistration } from '../../workflows/conference-report.js';
import { modalities } from '../../workflows/modalities/index.js';
import type { Modality } from '../../workflows/modality.js';
import { completeTables, figuresOf, publishedTables, type ReportedApplication, type ReportedName, type ReportFigures } from '../../workflows/report.js';
import { audit, auditConference, remade, type Published, type PublishedConference } from './auditor.js';

const [GROUPS, CATEGORIES] = [['north', 'south', 'east'], ['clubs', 'guilds', 'schools']];
const modality = (threshold = 3): Modality => ({ ...structuredClone(modalities[0]!), report: { threshold, objections: 'twoOfficers' } });

/** In one crossing: applications that were not screened, that were and are on no list, and names: as proposed by application or not, final or fallen, objected to and withdrawn. */
type Crossing = { unscreened: number; unlisted: number; fallen: number; final: number; withdrawn: number; byHand: number };
const nothing: Crossing = { unscreened: 0, unlisted: 0, fallen: 0, final: 0, withdrawn: 0, byHand: 0 };

function figures(crossings: Partial<Crossing>[][]): ReportFigures {
  const [applications, names]: [ReportedApplication[], ReportedName[]] = [[], []];
  crossings.forEach((line, r) => line.forEach((partial, c) => {
    const { unscreened, unlisted, fallen, final, withdrawn, byHand } = { ...nothing, ...partial };
    const here = { group: GROUPS[r]!, category: CATEGORIES[c]! };
    const times = (count: number, make: (at: number) => void): void => { for (let at = 0; at < count; at++) make(at); };
    const came = (more: Partial<ReportedApplication>): void => void applications.push({ ...here, screened: true, eligible: true, proposed: false, final: false, ...more });
    times(unscreened, () => came({ screened: false, eligible: false }));
    times(unlisted, () => came({ eligible: false }));
    times(fallen, (at) => { names.push({ ...here, outcome: 'notFinal', objected: true, withdrawn: false }); if (at >= byHand) came({ proposed: true }); });
    times(final, (at) => { names.push({ ...here, outcome: 'final', objected: at < withdrawn, withdrawn: at < withdrawn }); if (at + fallen >= byHand) came({ proposed: true, final: true }); });
  }));
  return figuresOf(applications, names, GROUPS.slice(0, crossings.length), CATEGORIES.slice(0, crossings[0]!.length));
}

const small = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 2, arbitrary: fc.integer({ min: 3, max: 9 }) });
const crossing = fc.record({ unscreened: small, unlisted: small, fallen: small, final: small, byHand: fc.integer({ min: 0, max: 2 }), share: fc.integer({ min: 0, max: 4 }) })
  .map(({ share, ...rest }) => ({ ...rest, withdrawn: Math.floor((rest.final * share) / 4) }));
const tables = fc.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 3 }))
  .chain(([rows, columns]) => fc.array(fc.array(crossing, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }));
const settings = { numRuns: Number(process.env['NEMCON_PROOF_RUNS'] ?? 100), ...(process.env['NEMCON_PROOF_SEED'] ? { seed: Number(process.env['NEMCON_PROOF_SEED']) } : {}) };

describe('a report, attacked', () => {
  it('tells nothing small, whoever solves the system of all its figures, with the published lists and without', () => {
    fc.assert(fc.property(tables, fc.boolean(), (crossings, objections) => {
      const all = figures(crossings);
      const published = publishedTables(all, modality(), objections) as Published;
      expect([audit(published, all, 3, true), audit(published, all, 3, false)]).toEqual([[], []]);
    }), settings);
  });

  it('tells everything where nothing is small', () => {
    const all = figures(GROUPS.map(() => CATEGORIES.map(() => ({ unlisted: 20, final: 60, fallen: 9, withdrawn: 12 }))));
    const { columns, total, groups, categories } = publishedTables(all, modality(5), true);
    expect(columns).toEqual(['applied', 'screened', 'proposed', 'objected', 'withdrawn', 'final']);
    expect(total).toEqual({ applied: 801, screened: 801, proposed: 621, objected: 189, withdrawn: 108, final: 540 });
    expect([groups, categories].flat().flatMap((row) => Object.values(row))).not.toContain(null);
  });

  it('says of names what the lists say, and withholds beside a small figure the next smallest', () => {
    const all = figures([[{ final: 2, unlisted: 1 }, { final: 9, unlisted: 7 }], [{ final: 30, unlisted: 30 }, { final: 1, unlisted: 9 }], [{ final: 8, unlisted: 6 }, { final: 7, unlisted: 8 }]]);
    const { groups, categories, total } = publishedTables(all, modality(5), false);
    expect(total).toEqual({ applied: 118, screened: 118, proposed: 57, final: 57 });
    expect(groups.map(({ proposed, final }) => [proposed, final])).toEqual([[11, 11], [31, 31], [15, 15]]);
    expect(groups.map(({ applied }) => applied)).toEqual([19, 70, 29]);
    expect(categories.map(({ applied }) => applied)).toEqual([77, 41]);
    const one = figures([[{ final: 9, unlisted: 1 }], [{ final: 30, unlisted: 30 }], [{ final: 8, unlisted: 6 }]]);
    expect(publishedTables(one, modality(5), false).groups.map(({ applied, proposed }) => [applied, proposed])).toEqual([[null, 9], [60, 30], [null, 8]]);
  });

  // Each way in which such tables are made wrong is told by the same attack.
  const objected = figures([[{ final: 20, withdrawn: 2 }, { final: 20 }], [{ final: 20, withdrawn: 11 }, { final: 20, withdrawn: 8 }], [{ final: 30, withdrawn: 7 }, { final: 8 }]]);
  const refused = figures([[{ final: 9, unlisted: 2 }, { final: 4 }], [{ final: 20, unlisted: 15 }, { final: 9, unlisted: 11 }], [{ final: 3, unlisted: 9 }, { final: 8, unlisted: 6 }]]);
  const few = figures([[{ final: 9, unlisted: 1 }, { final: 6, unlisted: 1 }], [{ final: 9 }, { final: 7, unlisted: 1 }]]);
  const faults: [string, ReportFigures, boolean, Parameters<typeof remade>[2]][] = [
    ['each small figure is withheld by itself', refused, false, (_, true_) => (true_ > 0 && true_ < 5 ? null : true_)],
    ['what a small figure could be worked out from is left in', figures([[{ final: 9, unlisted: 2 }, { final: 4 }], [{ final: 9, unlisted: 20 }, { final: 9, unlisted: 20 }]]), false, (_, true_) => (true_ === 15 ? null : true_)],
    ['a total is left in', few, false, (published, true_, _, where) => (where === 'total' ? true_ : published)],
    ['figures are rounded to five instead of withheld', refused, false, (published, true_) => published ?? [Math.max(0, Math.round(true_ / 5) * 5 - 2), Math.round(true_ / 5) * 5 + 2]],
    ['of two figures that hang together one is left in', refused, false, (published, true_, column) => (column === 'screened' ? true_ : published)],
    ['the objections raised are left in where those withdrawn are withheld', objected, true, (published, true_, column) => (column === 'objected' ? true_ : published)],
    ['a figure is large, and is nearly all there are', figures([[{ final: 9, withdrawn: 8 }, {}], [{ final: 40 }, { final: 30, withdrawn: 9 }]]), true, (_, true_) => true_],
    ['two tables together say which crossing it is', figures([[{ final: 6, withdrawn: 5 }, { final: 50 }], [{ final: 50 }, { final: 50 }]]), true, (_, true_) => true_],
  ];
  it.each(faults)('is found out where %s', (_, all, objections, figure) => {
    const published = publishedTables(all, modality(5), objections);
    expect(audit(published as Published, all, 5, true)).toEqual([]);
    expect(audit(remade(published, completeTables(all), figure), all, 5, true)).not.toEqual([]);
  });

  it('gives only what the modality publishes', () => {
    const all = figures([[{ final: 40, fallen: 9, unlisted: 30, withdrawn: 10 }]]);
    const columns = (change: (modality: Modality) => void, objections: boolean) => {
      const changed = modality();
      change(changed);
      return publishedTables(all, changed, objections).columns.join(' ');
    };
    expect(columns(() => undefined, false)).toBe('applied screened proposed final');
    expect(columns((one) => { one.disclosure.proposedNames.public = 'no'; }, true)).toBe('applied screened final');
    expect(columns((one) => { one.disclosure.proposedNames.public = 'no'; one.disclosure.finalNames.public = 'no'; }, true)).toBe('applied screened');
    expect(columns((one) => { one.objection.effect = 'contested'; }, true)).toBe('applied screened proposed objected final');
  });
});

const TRACKS = ['consultative-status', 'institutions', 'standing'];
/** How many wait, were not registered and were, in each crossing of a track, a regional group and a category. */
type Registering = { waiting: number; refused: number; registered: number };

const registering = (crossings: Partial<Registering>[][][]): ReportedRegistration[] => crossings.flatMap((lines, t) => lines.flatMap((line, r) => line.flatMap(({ waiting = 0, refused = 0, registered = 0 }, c) => {
  const one = (screened: boolean, is: boolean): ReportedRegistration => ({ track: TRACKS[t]!, group: GROUPS[r]!, category: CATEGORIES[c]!, screened, registered: is });
  return [...Array.from({ length: waiting }, () => one(false, false)), ...Array.from({ length: refused }, () => one(true, false)), ...Array.from({ length: registered }, () => one(true, true))];
})));
const published = (all: ReportedRegistration[], threshold: number, [tracks, groups, categories] = [3, 2, 2]) => registrationTables(all, TRACKS.slice(0, tracks), GROUPS.slice(0, groups), CATEGORIES.slice(0, categories), threshold);

const cube = (tracks: number): fc.Arbitrary<Registering[][][]> => fc.array(
  fc.array(fc.array(fc.record({ waiting: small, refused: small, registered: small }), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 2 }), { minLength: tracks, maxLength: tracks },
);
const conference = (lists: ReportFigures[], all: ReportedRegistration[], threshold: number, objections: boolean): PublishedConference => {
  const [reports, registrations] = [lists.map((one) => publishedTables(one, modality(threshold), objections)), published(all, threshold)];
  return { lists: reports.map((one, at) => ({ published: one as Published, figures: lists[at]! })), registrations, all, whole: wholeTables(reports, registrations) };
};

describe('the report of a conference, attacked', () => {
  it('tells nothing small of those who register, by track, regional group or category', () => {
    fc.assert(fc.property(cube(3), (crossings) => {
      const all = registering(crossings);
      expect(auditConference({ lists: [], registrations: published(all, 3), all }, 3, true)).toEqual([]);
    }), settings);
  });

  it('tells nothing small beside the reports on its lists, whoever takes each from the others and from their sum', () => {
    const square = fc.array(fc.array(crossing, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 2 });
    fc.assert(fc.property(square, square, cube(3), fc.boolean(), fc.boolean(), (first, second, crossings, objections, lists) => {
      expect(auditConference(conference([figures(first), figures(second)], registering(crossings), 3, objections), 3, lists)).toEqual([]);
    }), settings);
  });

  it('tells everything where nothing is small', () => {
    const many = figures(GROUPS.slice(0, 2).map(() => CATEGORIES.slice(0, 2).map(() => ({ unlisted: 20, final: 60, fallen: 9, withdrawn: 12 }))));
    const { registrations, whole } = conference([many, many], registering(TRACKS.map(() => [0, 1].map(() => [0, 1].map(() => ({ waiting: 5, refused: 6, registered: 10 }))))), 5, false);
    expect(registrations.tracks[0]).toEqual({ key: 'consultative-status', applied: 84, screened: 64, registered: 40 });
    expect(whole!.columns).toEqual(['applied', 'screened', 'registered', 'proposed', 'final']);
    expect(whole!.total).toEqual({ applied: 964, screened: 904, registered: 120, proposed: 552, final: 480 });
    expect(whole!.groups[1]).toEqual({ key: 'south', applied: 482, screened: 452, registered: 60, proposed: 276, final: 240 });
  });

  const plenty = [0, 1].map(() => [0, 1].map(() => ({ waiting: 6, refused: 7, registered: 8 })));
  const fewHere = registering([plenty, plenty, [[{ registered: 2 }, {}], [{}, {}]]]);
  const sure = figures([[{ final: 9, unlisted: 20 }, { final: 9, unlisted: 20 }], [{ final: 9, unlisted: 20 }, { final: 9, unlisted: 20 }]]);
  const unsure = figures([[{ final: 9, unlisted: 2 }, { final: 9 }], [{ final: 9, unlisted: 20 }, { final: 9, unlisted: 20 }]]);
  const counted = (those: ReportedRegistration[]) => ({ applied: those.length, screened: those.filter(({ screened }) => screened).length, registered: those.filter((one) => one.registered).length });
  const faults: [string, PublishedConference, (one: PublishedConference) => void][] = [
    ['of the tracks the small one alone is withheld', conference([], fewHere, 5, false), ({ registrations }) => {
      registrations.tracks.forEach((row) => { if (row.key !== 'standing') Object.assign(row, counted(fewHere.filter(({ track }) => track === row.key))); });
      registrations.total = counted(fewHere);
    }],
    ['those registered are left in where those who were not are withheld', conference([], registering([plenty, plenty, [[{ registered: 20, refused: 1 }, {}], [{}, {}]]]), 5, false), ({ registrations, all }) => {
      registrations.tracks.forEach((row) => Object.assign(row, counted(all.filter(({ track }) => track === row.key))));
    }],
    ['the sum of the conference is shown where a list withholds its part', conference([sure, unsure], registering([plenty, plenty, plenty]), 5, false), ({ lists, all, whole }) => {
      const [rows, own] = [lists.map(({ figures: one }) => completeTables(one)), counted(all)];
      whole!.groups.forEach((row, at) => {
        const here = counted(all.filter(({ group }) => group === row.key));
        Object.assign(row, { applied: rows[0]!.groups[at]!.applied! + rows[1]!.groups[at]!.applied! + here.applied, screened: rows[0]!.groups[at]!.screened! + rows[1]!.groups[at]!.screened! + here.screened });
      });
      whole!.total = { ...whole!.total, applied: rows[0]!.total.applied! + rows[1]!.total.applied! + own.applied, screened: rows[0]!.total.screened! + rows[1]!.total.screened! + own.screened };
    }],
  ];
  it.each(faults)('is found out where %s', (_, all, plant) => {
    expect(auditConference(all, 5, true)).toEqual([]);
    plant(all);
    expect(auditConference(all, 5, true)).not.toEqual([]);
  });
});
