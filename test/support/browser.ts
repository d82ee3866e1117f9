import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type Page } from 'playwright-core';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** A real browser: the system's Chromium or Chrome, else the one that comes as an npm package. */
export async function openBrowser(): Promise<Browser> {
  const system = SYSTEM.find((path) => existsSync(path));
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch(system
    ? { executablePath: system, args: quiet }
    : { executablePath: await sparticuz.executablePath(), args: [...sparticuz.args.filter((arg) => !/^--(headless|single-process|no-zygote)/.test(arg)), ...quiet] });
}

/** What WCAG 2.2 AA asks for and this page lacks, as axe finds it: rule and place. Needs scripts in the page's context. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // No page here has frames, so axe may answer at once in the page itself: half the time of gathering its answer in a page of its own.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], preload: false });
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** A telephone, a desk at 150 per cent, and a desk. */
const WIDTHS = [320, 853, 1280] as const;
/** A folder for screenshots of each page that is looked at. */
const SHOTS = process.env['SCREENSHOTS'];

/**
 * What is wrong with the page as it stands: what axe finds, at the width where it is asked to look, whatever makes the page scroll sideways,
 * and text in the browser's own letters, which look like ours on a machine with one font alone.
 * The structure is the same in all languages and at all widths: one thorough look at each is enough.
 */
export async function look(page: Page, name: string, thoroughAt: (typeof WIDTHS)[number] | null = 1280): Promise<string[]> {
  const faults: string[] = [];
  if (!(await page.evaluate('getComputedStyle(document.body).fontFamily.includes(",")'))) faults.push(`${name} leaves letters to the browser`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    if (width === thoroughAt) faults.push(...(await accessibilityFaults(page)).map((fault) => `${name} ${width} ${fault}`));
    if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')) faults.push(`${name} scrolls sideways at ${width} px`);
    await picture(page, `${name}-${width}`);
  }
  return faults;
}

/** A screenshot of the whole page, where a folder for them is given. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name.replace(/[^a-z0-9-]+/gi, '_')}.png`), fullPage: true });
}
