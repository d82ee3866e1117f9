import { consoleWith, type Console } from '../doors/office/console.js';
import type { Service } from '../support/service.js';
import { broken, texts } from './corpus.js';
import type { World } from './world.js';

/** What became of one sending: its status, and the fields that the answer names. */
export interface Outcome {
  status: number;
  faulty: string[];
  json?: any;
}
type Given = Record<string, string>;

/** One way in: fields that are sent together, and where what was taken is read again. */
export interface Way {
  name: string;
  fields: string[];
  put(given: Given, n: number): Promise<Outcome>;
  /** Anything that holds the kept texts; looked through to the bottom. */
  kept(): unknown;
  /** How a text is kept where it is not kept as it was sent. */
  as?: (text: string, field: string) => string;
  /** Fields of several lines take line breaks; a line takes nothing that is broken. */
  prose?: true;
  among?: string[];
}

/** Every text within, to the bottom. */
export function textsIn(value: unknown, into = new Set<string>()): Set<string> {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) textsIn(one, into);
  return into;
}

/** Sends every text through all fields of a way at once; what is refused by name is left out and the others sent again. Returns what is wrong. */
export async function through(way: Way): Promise<{ wrong: string[]; taken: Map<string, string[]> }> {
  const wrong: string[] = [];
  const taken = new Map<string, string[]>(way.fields.map((field) => [field, []]));
  let n = 0;
  for (const text of way.among ?? [...texts, ...broken]) {
    let left = way.fields;
    while (left.length) {
      const { status, faulty } = await way.put(Object.fromEntries(left.map((field) => [field, text])), n++);
      if (status < 400) break;
      const named = left.filter((field) => faulty.includes(field));
      if ((status !== 400 && status !== 422) || named.length === 0 || named.length < new Set(faulty).size) {
        wrong.push(`${way.name} ${JSON.stringify(text.slice(0, 60))}: ${status} ${faulty.join()}`);
        left = [];
      } else left = left.filter((field) => !named.includes(field));
    }
    for (const field of left) taken.get(field)!.push(text);
  }
  const kept = textsIn(await way.kept());
  for (const [field, values] of taken) {
    for (const text of values) {
      if (!kept.has(way.as?.(text, field) ?? text.trim())) wrong.push(`${way.name} ${field} lost ${JSON.stringify(text.slice(0, 60))}`);
      if (broken.includes(text) && !texts.includes(text.trim()) && !(way.prose && !/[\0\p{Surrogate}]/u.test(text))) wrong.push(`${way.name} ${field} took ${JSON.stringify(text.slice(0, 60))}`);
    }
  }
  return { wrong, taken };
}

/** A program that speaks to the API with one token. */
export function programOf(world: World, token: string) {
  return async (method: string, path: string, body?: unknown): Promise<Outcome> => {
    const response = await fetch(`${world.url}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${token}`, 'accept-language': 'en', ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text ? JSON.parse(text) : null;
    return { status: response.status, json, faulty: ((json?.errors ?? []) as { field?: string }[]).map(({ field = '' }) => field.split('.').at(-1)!) };
  };
}
export type Program = ReturnType<typeof programOf>;

/** An officer at the console; a form that comes back names its fields beside them, a refused request on a page of its own. */
export function formsOf(world: World, cookie: string): { console: Console; send(path: string, from: string, fields: Given): Promise<Outcome> } {
  const console = consoleWith(world as unknown as Service, cookie);
  return {
    console,
    async send(path, from, fields) {
      const { status, text, location } = await console.post(path, from, fields);
      if (location === '/office/sign-in') throw new Error(`nobody is signed in: ${path}`);
      return { status, faulty: namedIn(text) };
    },
  };
}
export const namedIn = (html: string): string[] => [...html.matchAll(/id="([\w-]+)-error"|<li><a href="#([\w-]+)">|<li><bdi>([\w-]+)<\/bdi>: /g)].map(([, a, b, c]) => (a ?? b ?? c)!).filter((field, at, all) => all.indexOf(field) === at);
