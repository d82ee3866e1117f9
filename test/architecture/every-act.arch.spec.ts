import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { partsOf } from '../support/parts.js';

/**
 * What writes and leaves no entry in the record, each with the reason. TRUST: sessions, rate limits and the mark of an opening stand
 * in tables of their own; mail tells in the delivery register what became of it. Whatever else is here decides nothing.
 */
const WITHOUT: Record<string, string> = {
  // Sessions, and the way to them.
  'ApplicationSessions.open': 'a session; one by a new link ends those before it', 'ShortSessions.close': 'a session', 'sweepExpired': 'sessions that are over',
  'MissionSessions.open': 'a session, and the mark of the opening', 'MissionSessions.close': 'a session',
  'RepresentativeSessions.open': 'a session',
  'OfficerSessions.find': 'when a session was last used', 'OfficerSessions.signOut': 'a session', 'OfficerSessions.sweep': 'a session',
  'Officers.byToken': 'when a token was last used',
  'AskedLetters.keep': 'a request for a letter, of somebody known or not', 'AskedLetters.answer': 'the letter with a sign-in link, or with another link, which ends nothing until it is opened', 'SignIn.exchange': 'a session', 'SignIn.sweep': 'links that are over',
  'Institution.finish': 'a session', 'SecondFactor.show': 'the second step of a session', 'SecondFactor.#count': 'the letter that tries are used up',
  // Rate limits.
  'Limits.take': 'a try', 'Limits.clear': 'tries', 'Limits.sweep': 'tries', 'MissionCodes.check': 'a try of a code',
  // What is typed and not yet handed in: nobody else sees it.
  'MissionSessions.keepDraft': 'ticks of a Mission', 'BeginApplicationHandler.execute': 'an empty draft, begun by somebody not yet known; what it holds is entered when it is handed in',
  'ApplicationRetention.#drafts': 'a draft that ends: nothing of it was ever entered, and nobody else saw it',
  'Uploads.keep': 'a file between preview and confirmation', 'Uploads.drop': 'a file between preview and confirmation', 'Uploads.sweep': 'a file between preview and confirmation',
  // Mail, and events to webhooks: what was queued by an act, and what became of it.
  'Relay.#claim': 'who sends a letter', 'Relay.#write': 'what became of a letter', 'DeliveryModule': 'the mailbox of the trial',
  'WebhookRelay.#claim': 'who sends an event', 'WebhookRelay.#settle': 'what became of an event',
  // What goes with an act that enters itself, what only looks, and what was written before it had to be sealed.
  'Once.act': 'the answer of an act', 'Once.form': 'the answer of an act', 'Once.sweep': 'answers of acts',
  'ReportMisdirectionHandler.onApplicationBootstrap': 'a note that is sealed late', 'SealStates.onApplicationBootstrap': 'a state that is sealed late',
  'MissionVisits.onApplicationBootstrap': 'visits that are sealed late',
};

/**
 * The units of work from which no entry can be reached. That a deadline has passed is noticed, and entered, by whichever act comes
 * first (Lists.lockSettled): it is no entry of that act.
 */
export function withoutEntry(sources: Record<string, string>): string[] {
  const parts = partsOf(sources);
  const enters = (name: string, seen: Set<string>): boolean => {
    if (name === 'Records.append') return true;
    if (seen.has(name) || name === 'Lists.lockSettled') return false;
    seen.add(name);
    return [...parts.get(name)?.calls ?? []].some((called) => enters(called, seen));
  };
  // A private unit that does what it is given is the unit of each that gives it something to do.
  const units = (name: string): string[] => {
    if (!name.includes('#') || !parts.get(name)!.given || enters(name, new Set())) return [name];
    return [...parts.values()].filter(({ calls }) => calls.has(name)).flatMap((caller) => units(caller.name));
  };
  const opening = [...parts.values()].filter(({ unit }) => unit).flatMap(({ name }) => units(name));
  return [...new Set(opening)].filter((name) => !enters(name, new Set())).sort();
}

describe('every act', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src/*.ts'], { encoding: 'utf8' }).trim().split('\n');
  const sources = Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));

  it('has its entry in the record, or stands here with the reason why not', () => {
    expect(withoutEntry(sources)).toEqual(Object.keys(WITHOUT).sort());
  });

  it('would be found without one, however it is written', () => {
    const planted = (body: string): string[] => withoutEntry({ 'src/planted.ts': `
      export class PlantedHandler {
        constructor(private readonly work: UnitOfWork, private readonly records: Records, private readonly lists: Lists) {}
        async execute() { ${body} }
        #enter() { this.records.append({}); }
      }` });
    expect(planted('await this.work.run(async (tx) => { await tx.update(List, {}, {}); });')).toEqual(['PlantedHandler.execute']);
    expect(planted('return this.work.run((tx) => this.lists.lockSettled(tx, id, at));')).toEqual(['PlantedHandler.execute']);
    expect(planted('return this.work.run(async () => this.#enter());')).toEqual([]);
    for (const [file, entry, act] of [
      ['src/webhooks/keep-webhooks.handler.ts', /this\.records\.append\(\{ act: 'webhook\.tested'.*/, 'KeepWebhooksHandler.test'],
      ['src/applications/screening.handlers.ts', /this\.#append\('application\.noted'.*/, 'ScreeningHandlers.note'],
      ['src/officers/second-factor.ts', /this\.#append\('officer\.codesRenewed'.*/, 'SecondFactor.renewCodes'],
    ] as const) {
      expect(sources[file]).toMatch(entry);
      expect(withoutEntry({ ...sources, [file]: sources[file]!.replace(entry, '') })).toContain(act);
    }
  });
});
