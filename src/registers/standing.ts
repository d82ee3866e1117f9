import type { Named } from '../platform/matching/index.js';
import { matchKey } from '../platform/names.js';
import type { RegisterEntry } from './register.entity.js';

/** An organization as the registers know it. */
export interface Standing {
  register: 'ecosoc' | 'nhri' | 'invitations';
  /** Stays the same from edition to edition. */
  key: string;
  /** As it is called now. */
  name: string;
  formerNames: { name: string; until: string | null }[];
  country: string | null;
  /** null: it stands in the register, which does not say its status. */
  status: string | null;
  since: string | null;
  session: string | null;
  /** The resolution that gave a standing invitation. */
  resolution: string | null;
}

export const namedOf = ({ name, formerNames, country }: Standing): Named => ({ names: [name, ...formerNames.map((former) => former.name)], place: country });

/** The organizations in consultative status: each is one through all its changes of name. */
export function consultative(granted: RegisterEntry[], changes: RegisterEntry[]): Standing[] {
  const byName = new Map<string, Standing>();
  for (const { name, status, since, session } of granted) {
    const known = byName.get(matchKey(name));
    // The same name granted twice: the later session tells how it stands.
    if (known && (known.session ?? '') >= (session ?? '')) continue;
    byName.set(matchKey(name), { register: 'ecosoc', key: `ecosoc:${matchKey(name)}`, name, formerNames: [], country: null, status, since, session, resolution: null });
  }
  for (const { name, formerName, status, since, session } of [...changes].sort((a, b) => ((a.session ?? '') < (b.session ?? '') ? -1 : 1))) {
    const [before, now] = [matchKey(formerName!), matchKey(name)];
    if (before === now) continue;
    const earlier = byName.get(before);
    const later = byName.get(now);
    const standing: Standing = {
      register: 'ecosoc', key: earlier?.key ?? later?.key ?? `ecosoc:${before}`, name, country: null,
      formerNames: [{ name: formerName!, until: session }, ...(earlier?.formerNames ?? []), ...(later?.formerNames ?? [])],
      status: status ?? earlier?.status ?? later?.status ?? null, since: since ?? earlier?.since ?? later?.since ?? null, session: earlier?.session ?? later?.session ?? null, resolution: null,
    };
    byName.set(now, standing);
    byName.set(before, standing);
    for (const former of standing.formerNames) byName.set(matchKey(former.name), standing);
  }
  return [...new Set(byName.values())];
}

export const institutions = (rows: RegisterEntry[]): Standing[] => rows.map(({ name, country, status, since }) => (
  { register: 'nhri', key: `nhri:${country}:${matchKey(name)}`, name, formerNames: [], country, status, since, session: null, resolution: null }
));

/** Who has a standing invitation to take part as an observer, in the work of the Assembly or elsewhere. */
export const invited = (rows: RegisterEntry[]): Standing[] => rows.map(({ name, formerName, status, since, resolution }) => (
  { register: 'invitations', key: `invitations:${matchKey(name)}`, name, formerNames: formerName ? [{ name: formerName, until: null }] : [], country: null, status, since, session: null, resolution }
));
