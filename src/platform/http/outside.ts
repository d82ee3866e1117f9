/** What pages call a Member State in their forms, and programs in theirs. */
export const OUTSIDE: Record<string, string> = { iso2: 'memberState', states: 'memberStates' };

/** What two officers do, as programs are told of it: a Member State by the one name that it has there. */
export const outward = <T extends object>(told: T): T => JSON.parse(JSON.stringify(told), (_, value: object | string | number | boolean | null) => (
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [OUTSIDE[name] ?? name, one])) : value
)) as T;
