import { either, instant, many, maybe, memberState, named, object, oneOf, said, text, uuid } from './shape.js';

const paragraphs = said(many(maybe(text)), 'Paragraphs in the language that was asked for; null where whoever asks may not read a basis.');

/** What is given: the facts that the modality discloses and no others, and the words in which every State is told them. */
export const disclosed = {
  names: many(named('DisclosedName', object({ nominationId: uuid, name: text, objections: many(object({}, { memberState, basis: maybe(text) })), words: paragraphs }))),
  others: said(maybe(paragraphs), 'Of all other names, where a State asked about all.'),
};

/** A request, and its answer where one was given. */
export const disclosure = {
  id: uuid, reference: text, at: instant, names: either(oneOf('all'), many(uuid)), noteVerbale: said(maybe(text), 'Reference of the note by which it came.'),
  answer: maybe(object({ at: instant, ...disclosed })),
};
export const DisclosuresAnswer = many(object(disclosure));
/** Of a request there is no other answer. */
export const ReceivedAnswer = object({ reference: text, at: instant });
