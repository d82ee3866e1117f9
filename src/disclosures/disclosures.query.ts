import { Injectable } from '@nestjs/common';
import type { Modality } from '../../workflows/modality.js';
import { Lists } from '../lists/index.js';
import { may, mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Answers, type Composed } from './answers.js';
import { Disclosure, DisclosureRequest, type Answer, type GivenFacts, type Said, type Words } from './disclosure.entity.js';
import { DisclosureBox, type OpenRequest } from './disclosure-box.js';
import { Requests } from './requests.js';

/** A request with what was given in answer; null while it waits. */
export interface DisclosureEntry {
  request: OpenRequest;
  given: GivenFacts | null;
}

/** Requests and answers for those who may read them: the State that asked, the Office, and of its own part the State that objected. */
@Injectable()
export class DisclosuresQuery {
  constructor(
    private readonly reader: Reader, private readonly lists: Lists, private readonly requests: Requests, private readonly answers: Answers, private readonly box: DisclosureBox,
  ) {}

  /** A State's own requests, latest first. Reads no objection. */
  async ofState(listId: string, iso2: string): Promise<DisclosureEntry[]> {
    const askerTag = this.box.asker(listId, iso2);
    return this.#entries(await this.reader.manager.findBy(DisclosureRequest, { askerTag }), await this.reader.manager.findBy(Disclosure, { askerTag })).reverse();
  }

  /** The register of a list, oldest first; reasons only for officers who may read them. */
  async ofList(listId: string, actor: Actor): Promise<DisclosureEntry[]> {
    mustMay(actor, 'readDisclosures');
    const entries = this.#entries(await this.reader.manager.findBy(DisclosureRequest, { listId }), await this.reader.manager.findBy(Disclosure, { listId }));
    return may(actor, 'readReasons') ? entries : entries.map(({ request, given }) => ({ request, given: given && withoutReasons(given) }));
  }

  /** The register, with what would be given now to those that wait. */
  async withAnswers(listId: string, actor: Actor): Promise<(DisclosureEntry & { would: Composed | null })[]> {
    const entries = await this.ofList(listId, actor);
    const compose = await this.answers.composer(await this.lists.find(listId));
    return entries.map(({ request, given }) => ({ request, given, would: given ? null : this.#shown(compose(request), actor) }));
  }

  async one(listId: string, requestId: string, actor: Actor): Promise<DisclosureEntry> {
    const entry = (await this.ofList(listId, actor)).find(({ request }) => request.id === requestId);
    if (!entry) throw new Refused('disclosure-request-unknown');
    return entry;
  }

  /** Exactly what would be given now, and to whom. */
  async preview(listId: string, requestId: string, actor: Actor): Promise<{ request: OpenRequest; answer: Composed }> {
    mustMay(actor, 'readDisclosures');
    const request = await this.requests.find(listId, requestId);
    const answer = await this.answers.compose(await this.lists.find(listId), request);
    return { request, answer: this.#shown(answer, actor) };
  }

  #shown(answer: Composed, actor: Actor): Composed {
    return may(actor, 'readReasons') ? answer : withoutReasons(answer);
  }

  /** When what a State made known was disclosed, by objection, and to whom: as far as the modality tells the State that objected. */
  async told({ objectorTold }: Pick<Modality, 'objectorTold'>, listId: string): Promise<Map<string, { at: string; to: string | null }[]>> {
    const told = new Map<string, { at: string; to: string | null }[]>();
    if (!objectorTold.ofDisclosure) return told;
    const given = (await this.reader.manager.findBy(Disclosure, { listId })).map((row) => this.box.openGiven(row)).sort((a, b) => (a.at < b.at ? -1 : 1));
    for (const { names, at, iso2 } of given) {
      for (const id of names.flatMap(({ of }) => of)) told.set(id, [...(told.get(id) ?? []), { at, to: objectorTold.ofRequester ? iso2 : null }]);
    }
    return told;
  }

  #entries(requests: DisclosureRequest[], answers: Disclosure[]): DisclosureEntry[] {
    const given = new Map(answers.map((row) => [row.requestId, this.box.openGiven(row)]));
    return requests.map((row) => this.box.openRequest(row)).map((request) => ({ request, given: given.get(request.id) ?? null }))
      .sort((a, b) => (a.request.at < b.request.at ? -1 : a.request.at > b.request.at ? 1 : a.request.id < b.request.id ? -1 : 1));
  }
}

const muted = (words: Words): Words => (
  Object.fromEntries(Object.entries(words).map(([language, said]) => [language, said.map((one): Said => (one.kind === 'basis' ? { kind: 'basis', text: null } : one))])) as Words
);

/** The same without any general basis. */
const withoutReasons = <A extends Answer>(answer: A): A => ({
  ...answer, names: answer.names.map((name) => ({ ...name, objections: name.objections.map(({ basis: _, ...others }) => others), words: muted(name.words) })),
});
