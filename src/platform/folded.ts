/**
 * A text as it is looked for and recognized: case, accents and the number of spaces do not count. What else is set aside (apostrophes,
 * brackets) is the matter of whoever compares. Nothing folded is stored: a name's stored key is `matchKey`.
 */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('und').replace(/\s+/gu, ' ').trim();
