import {
  CirculateListHandler, CreateAddendumHandler, DecideNominationsHandler, DestroyKeyHandler, EditNamesHandler, ExtendSilenceHandler, FinalizeListHandler, Lists, MarkNotedHandler,
  NameBook, OverrideHoldHandler, RecordServiceHandler, RemindersHandler, ResendNoticeHandler, SendFinalListHandler, TransmitToAssemblyHandler, WithdrawNominationHandler,
} from '../../src/lists/index.js';
import { MissionLinks, ReportMisdirectionHandler } from '../../src/missions/index.js';
import { ObjectionsQuery, RecordObjectionsHandler } from '../../src/objections/index.js';
import { Refused } from '../../src/platform/refused.js';
import { dayOf } from '../../src/platform/dates.js';
import { officer } from '../support/round.js';
import { BASES, STATES, type Act, type Load, type Side } from './history.js';
import { BEGIN, DEADLINES, readNames, type Round } from './round.js';

/** An act of the Office; that it is refused in a history where it does not fit is part of the history. */
async function office(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
  });
}

/** Lets one act happen in one world. */
export async function perform(round: Round, act: Act, side: Side): Promise<void> {
  const { world, listId, ids, references, slug, key } = round;
  const mission = 'mission' in act ? round.missions[act.mission]! : null;
  const visitor = (path: string, more = {}) => world.ask('public', { path, from: '203.0.113.7', language: 'en', ...more });
  switch (act.do) {
    case 'open': {
      const link = await mission!.link();
      await mission!.get(link, { method: 'HEAD' });
      await mission!.get(link);
      return void await mission!.post(link, [['memberState', '']]);
    }
    case 'notUs': {
      const page = `${await mission!.link()}/not-us`;
      await mission!.get(page);
      return void await mission!.post(page, [['note', act.note], ['sure', act.note ? 'yes' : '']]);
    }
    case 'status':
      await visitor(`/status/${references[act.name]}?lang=es`);
      return void await visitor(`/api/v1/public/status/${references[act.name]}`);
    case 'publicSearch': return void await visitor(`/c/${slug}/${key}/proposed?${new URLSearchParams({ search: act.text })}`);
    case 'leave': return office(world.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[act.name]!, reason: 'Invented' }, officer));
    case 'extend': return office(world.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', ...DEADLINES[Math.min(round.announced++, DEADLINES.length - 1)]! }, officer));
    case 'inform': return office(world.get(TransmitToAssemblyHandler).execute({ listId, which: 'proposed', symbol: 'A/72/INF/1' }, officer));
    case 'settleReports':
      for (const { id } of await world.get(ReportMisdirectionHandler).open(listId)) await world.get(ReportMisdirectionHandler).settle({ id, listId, reached: 'mission' }, officer);
      return;
    case 'remind': return office(world.get(RemindersHandler).plan({ listId, dueAt: null, audience: act.audience }, officer));
    case 'resend': return office(world.get(ResendNoticeHandler).execute({ listId, iso2: STATES[act.mission]!, newLink: act.newLink }, officer));
    case 'addendum': return addendum(round, visitor);
    case 'secret': {
      const load = act.loads[side];
      const like = act.loads[side] ?? act.loads[1 - side]!;
      if (act.way === 'note') return recordNote(round, STATES[act.mission]!, load);
      await mission!.enter();
      return mission!.act(act.way, load, like);
    }
    default: {
      await mission!.enter(act.do === 'enter');
      switch (act.do) {
        case 'enter': return;
        case 'read': return mission!.read();
        case 'close': return mission!.close();
        case 'statement': return void await mission!.post(`${mission!.list}/own/statement`, []);
        case 'apiRead':
          await mission!.api('list?search=invented');
          return void await mission!.api('objections');
        case 'search': return void await mission!.post(mission!.list, [['search', act.text], ['go', 'search']]);
        case 'tick': return void await mission!.tick(act.names, 'search');
        case 'object': return mission!.act(act.way as never, act.load, act.load);
      }
    }
  }
}

/**
 * A name is added to the list by an addendum, which is circulated; one that the list has, objected to or not, is refused. Then the
 * addendum is looked at from everywhere.
 */
async function addendum({ world, listId, slug, missions }: Round, visitor: (path: string) => Promise<unknown>): Promise<void> {
  const { names } = await world.get(NameBook).of(await world.get(Lists).find(listId));
  const fresh = { name: 'Invented Addition', acronym: null, countryIso2: 'AR', countryText: null, category: names[0]!.category, website: null, city: null, contactEmail: 'addition@invented.example', contactLanguage: null, womenLed: null };
  await office(world.get(CreateAddendumHandler).execute({ listId }, officer));
  const { id, key } = (await world.get(Lists).family({ id: listId, addendumTo: null })).at(-1)!;
  if (id === listId) return;
  for (const { name, countryIso2, countryText } of names) await office(world.get(EditNamesHandler).add({ listId: id, names: [{ ...fresh, name, countryIso2, countryText }] }, officer));
  await office(world.get(EditNamesHandler).add({ listId: id, names: [fresh] }, officer));
  await office(world.get(CirculateListHandler).execute({ listId: id, wallTime: '2027-03-15T17:00', zone: 'America/New_York' }, officer));
  for (const path of [`/c/${slug}`, `/c/${slug}/${key}/proposed`, `/c/${slug}/${key}/proposed/names.csv`, `/api/v1/public/conferences/${slug}`]) await visitor(path);
  const [observer] = missions as [typeof missions[number]];
  await observer.get(`/m/${world.get(MissionLinks).token(id, observer.iso2, 1)}`);
}

/** The Office records a note verbale with its scan; or an officer reads what is read before one is recorded. */
async function recordNote(round: Round, iso2: string, load: Load | null): Promise<void> {
  const { world, listId, ids, history } = round;
  await readNames(round);
  await world.get(ObjectionsQuery).ofList(listId, officer);
  if (!load) return;
  // Where a basis is stated only if a State asks, none is taken with the note.
  const basis = history.modality === 'contested-by-name' ? null : BASES[load.basis];
  await office(world.get(RecordObjectionsHandler).execute({
    listId, states: [iso2], items: load.names.map((at) => ({ nominationId: ids[at]!, basis })), reference: `NV ${world.clock.at}`, receivedAt: BEGIN,
    scan: { name: 'note.pdf', base64: Buffer.from('%PDF-1.7 An invented note').toString('base64') },
  }, officer));
}

/** How a held list goes on. */
export async function releaseHold(round: Round): Promise<void> {
  const { world, listId, history } = round;
  if (history.unserved === 'serve') {
    await office(world.get(RecordServiceHandler).execute({ listId, iso2: STATES.at(-1)!, means: 'hand', reference: 'Invented', servedAt: BEGIN }, officer));
  } else if (history.unserved === 'anew') {
    await office(world.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', wallTime: '2027-01-15T17:00', zone: 'America/New_York' }, officer));
  }
}

export const overrideHold = ({ world, listId }: Round): Promise<void> => office(world.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer));

/** The body decides on the objected names, where it decides. */
export async function decide({ world, listId, ids, history }: Round, objected: number[]): Promise<void> {
  if (objected.length === 0) return;
  const decisions = objected.map((at) => ({ nominationId: ids[at]!, decision: history.decisions[at]! }));
  await world.get(DecideNominationsHandler).execute({ listId, decisions, reference: 'A/77/PV.1' }, officer);
}

export const finalize = async ({ world, listId }: Round): Promise<void> => void await world.get(FinalizeListHandler).execute({ listId }, officer);

/** From the final list to the end of its key. */
export async function conclude({ world, listId, history }: Round): Promise<void> {
  await world.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
  await world.get(SendFinalListHandler).execute({ listId }, officer);
  await world.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: dayOf(world.clock.at) }, officer);
  if (history.destroyed) await world.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer);
}
