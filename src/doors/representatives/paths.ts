/** Every address of the door at which organizations name their representatives. None carries a link's token; a letter's code stands in `verify` alone. */
const own = (holder: string): string => `/representatives/${holder}`;
const person = (holder: string, id: string): string => `${own(holder)}/people/${id}`;

export const paths = {
  enter: '/representatives/enter',
  own,
  add: (holder: string): string => `${own(holder)}/people/new`,
  person,
  removal: (holder: string, id: string): string => `${person(holder, id)}/remove`,
  personLetter: (holder: string, id: string): string => `${person(holder, id)}/letter`,
  letter: (holder: string): string => `${own(holder)}/letter`,
  close: (holder: string): string => `${own(holder)}/close`,
  verify: (code: string): string => `/verify/${code}`,
};

/** Named after the organization, so that two can be open beside each other. */
export const cookieOf = (holder: string): string => `r-${holder.slice(0, 8)}`;
