/** Addresses of the Missions' door. The link alone carries a token; every other address is free of it. */
const base = (listId: string): string => `/m/list/${listId}`;

export const paths = {
  link: (token: string): string => `/m/${token}`,
  notUs: (token: string): string => `/m/${token}/not-us`,
  list: base,
  basis: (listId: string): string => `${base(listId)}/basis`,
  check: (listId: string): string => `${base(listId)}/check`,
  receipt: (listId: string, filingId: string): string => `${base(listId)}/receipt/${filingId}`,
  receiptFile: (listId: string, filingId: string): string => `${base(listId)}/receipt/${filingId}/file`,
  statement: (listId: string): string => `${base(listId)}/own/statement`,
  own: (listId: string): string => `${base(listId)}/own`,
  withdraw: (listId: string, objectionId: string): string => `${base(listId)}/own/${objectionId}/withdraw`,
  stateBasis: (listId: string, objectionId: string): string => `${base(listId)}/own/${objectionId}/basis`,
  information: (listId: string): string => `${base(listId)}/information`,
  ask: (listId: string): string => `${base(listId)}/information/ask`,
  answer: (listId: string, requestId: string): string => `${base(listId)}/information/${requestId}`,
  file: (listId: string, which: 'proposed' | 'final', kind: 'csv' | 'xlsx'): string => `${base(listId)}/${which}.${kind}`,
  print: (listId: string): string => `${base(listId)}/print`,
  close: (listId: string): string => `${base(listId)}/close`,
};

/** The session's cookie is named after the list, so that two lists can be open beside each other. */
export const cookieOf = (listId: string): string => `m-${listId.slice(0, 8)}`;
