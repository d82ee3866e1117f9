import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { makeDemonstration, type DemonstrationLinks } from '../../src/demonstration/index.js';
import { Relay } from '../../src/delivery/index.js';
import { openBrowser, picture } from '../support/browser.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';

const OBJECTED = ['Lantern Bay Migrants’ Assembly', 'Fundación Río Inventado'];
const TOLD = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').split('\n').flatMap((line) => /^\d\. (.*)/.exec(line)?.[1] ?? []);

const browser = running(openBrowser);
const service = running(startService);
let context: BrowserContext;
let links: DemonstrationLinks;
let desk: Tab;
let status: Tab;
let walked = 0;
beforeAll(async () => {
  links = await makeDemonstration(service.get);
  context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US', acceptDownloads: true });
});

/** A newcomer's tab: opened by a link that the trial prints, and clicked through from then on. */
class Tab {
  private constructor(readonly page: Page) {}

  static async open(link: string): Promise<Tab> {
    const page = await context.newPage();
    await page.goto(service.url + link);
    return new Tab(page);
  }

  /** In the page itself, as it stands there. */
  click(name: string): Promise<void> {
    const main = this.page.locator('main');
    return main.getByRole('button', { name, exact: true }).or(main.getByRole('link', { name, exact: true })).first().click();
  }

  bar(name: string): Promise<void> {
    return this.page.getByRole('region', { name: 'Trial' }).getByRole('link', { name, exact: true }).click();
  }

  section(name: string): Promise<void> {
    return this.page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
  }

  async list(): Promise<void> {
    await this.click('Intergovernmental Conference on Migration (demonstration)');
    await this.click('List under paragraph 6 (b)');
  }

  /** Whether it says all of this. */
  async says(...words: (string | RegExp)[]): Promise<void> {
    const text = await this.page.locator('main').innerText();
    for (const word of words) expect(text).toMatch(word);
  }
}

/** A step as the README tells it, in its words and in its turn. Without scripts. */
const step = (words: string, walk: () => Promise<void>): void => it(words, async () => {
  expect(TOLD[walked++]).toBe(words);
  await walk();
  await picture(desk.page, `two-minutes-${walked}`);
});

step('Open the first link. The demonstration\'s list 6 (b) has been circulated to 193 Missions: look at its delivery register and, by the yellow bar, at a letter in the mailbox.', async () => {
  await service.get(Relay).drain();
  desk = await Tab.open(links.office);
  await desk.list();
  await desk.says('Circulated', 'The silence period runs until');
  await desk.click('Delivery register');
  await desk.says('Missions shown: 193 of 193', /Accepted\s+193/, 'mission.bb@missions.example');
  await desk.bar('Mailbox');
  await desk.says('None of them left this machine.', 'Letters: 225');
  await desk.page.getByLabel('Recipient’s address').fill('mission.bb@');
  await desk.click('Show');
  await desk.click('mission.bb@missions.example');
  await desk.says('To: Permanent Mission: Barbados', 'Names on the list: 72', 'No reply is needed.', /\/m\/\S{43}/);
});

step('Open the second link, choose the State it names, tick two invented organizations, file, and keep the receipt.', async () => {
  const mission = await Tab.open(links.mission.path);
  await mission.page.getByLabel('Which Member State do you act for?').selectOption({ label: links.mission.state });
  await mission.click('Open the list');
  for (const name of OBJECTED) await mission.page.getByLabel(name).check();
  await mission.click('Continue');
  await mission.click('Continue');
  await mission.says('This will be filed in one act. Names objected to: 2.', ...OBJECTED);
  await mission.click('File the objection');
  await mission.says(/Reference\s+[0-9A-Z]{5}-[0-9A-Z]{5}/, 'The objection is recorded.', ...OBJECTED);
});

step('Open the third link: *under consideration*.', async () => {
  status = await Tab.open(links.status);
  await status.says(OBJECTED[0]!, 'Under consideration');
});

step('In the yellow bar choose Clock, and jump to just after the deadline.', async () => {
  await desk.bar('Clock');
  await desk.click('Jump to just after the deadline');
  await desk.says('No silence period is running.');
});

step('What cannot be undone takes two officers. In the yellow bar choose Drafter, and propose to make the list final; then choose Approver, and approve what stands under Proposals. Bring the final list to the attention of the Assembly, and mark it as noted. The status page now tells the outcome, and nothing else.', async () => {
  await desk.bar('Drafter');
  await desk.list();
  await desk.click('Make final');
  await desk.says(/Names on the final list\s+70/, /Names not on the final list\s+2/, '193 Missions, 201 addresses');
  await desk.page.getByLabel('Why do you propose this?').fill('The silence is over.');
  await desk.click('Propose to another officer');
  await desk.says('Another officer with the role of approver must approve this proposal.');

  await desk.bar('Approver');
  expect(await desk.page.getByRole('navigation').locator('[aria-current]').innerText()).toBe('Proposals');
  await desk.click('Make the list final');
  await desk.page.getByLabel('Type 6b to confirm').fill('6b');
  await desk.click('Approve and do it now');
  await desk.says('To Permanent Missions', 'To organizations');

  await desk.section('Conferences');
  await desk.list();
  await desk.click('Final list to the Assembly');
  await desk.page.getByLabel('Document symbol').fill('A/72/000');
  await desk.click('See what will happen');
  await desk.page.getByLabel('Type 6b to confirm').fill('6b');
  await desk.click('Record it');
  await desk.says(/Final list brought to the attention of the Assembly\s+A\/72\/000/);
  const today = /UTC: (\d{4}-\d\d-\d\d)/.exec(await desk.page.getByText('Final since').locator('..').innerText())![1]!;
  await desk.click('Mark as noted');
  await desk.page.getByLabel('Symbol of the decision or record').fill('A/72/PV.1');
  await desk.page.getByLabel('Date on which the Assembly took note').fill(today);
  await desk.click('See what will happen');
  await desk.page.getByLabel('Type 6b to confirm').fill('6b');
  await desk.click('Mark as noted');
  await desk.says(/Noted by the Assembly\s+A\/72\/PV\.1/);

  await status.page.reload();
  await status.says(OBJECTED[0]!, 'Not on the final list');
  expect(await status.page.locator('main').innerText()).not.toMatch(/object|Barbados/i);
});

step('In the mailbox open an outcome of an organization on the final list: behind its link it names who comes to the first round of negotiations. In the yellow bar choose Drafter once more: Meetings hands them to the badge desk.', async () => {
  await service.get(Relay).drain();
  await desk.bar('Mailbox');
  // Of the outcomes that stand first, one is of an organization that was objected to: its page says no more than it must.
  await desk.click('contact@ar4.organizations.example');
  await desk.says(OBJECTED[1]!, 'The page behind the link tells whether its name is on the final list.');
  await desk.page.locator('.n-letter a').click();
  await desk.says('Not on the final list');
  expect(await desk.page.getByRole('button', { name: 'Name representatives' }).count()).toBe(0);

  await desk.bar('Mailbox');
  await desk.click('contact@bf70.organizations.example');
  await desk.page.locator('.n-letter a').click();
  await desk.says('Volta Imaginary Apprenticeships', 'On the final list', 'It can name its representatives now.');
  await desk.click('Name representatives');
  await desk.click('Name a representative');
  for (const [label, text] of [['Family name', 'Invented'], ['Given names (optional)', 'Ada'], ['Function in the organization', 'Adviser'], ['E-mail address', 'ada@invented.example']] as const) {
    await desk.page.getByLabel(label).fill(text);
  }
  await desk.page.getByLabel('Intergovernmental negotiations, round 1').check();
  await desk.click('Save');
  await desk.says('The representative has been saved.', 'Named: 1 of 2');

  await desk.bar('Mailbox');
  await desk.bar('Drafter');
  await desk.section('Meetings');
  await desk.click('Intergovernmental Conference on Migration (demonstration)');
  await desk.click('Intergovernmental negotiations, round 1');
  await desk.says('Ada Invented', 'Volta Imaginary Apprenticeships');
  await desk.click('Hand off now');
  await desk.says('Demonstration Drafter');
  const [file] = await Promise.all([desk.page.waitForEvent('download'), desk.page.locator('a[href$="indico.csv"]').click()]);
  expect(readFileSync(await file.path(), 'utf8')).toContain('ada@invented.example');
});

it('is all that the README tells', () => expect(walked).toBe(TOLD.length));
