/** What a form or a query sent: every field as text, several values of one name as a list. */
export type Form = Record<string, string | string[] | undefined>;

/** The first of several. */
export const one = (form: Form, field: string): string => {
  const value = form[field];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

export const many = (form: Form, field: string): string[] => {
  const value = form[field];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
};

/** An address with the query fields that are not empty. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== 0);
  const text = new URLSearchParams(Object.fromEntries(filled.map(([key, value]) => [key, String(value)]))).toString();
  return text ? `${path}?${text}` : path;
}
