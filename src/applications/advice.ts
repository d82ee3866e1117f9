import { Injectable } from '@nestjs/common';
import type { Named } from '../platform/matching/index.js';
import { Registers, type Finding, type RegisterName, type Standing } from '../registers/index.js';
import type { OpenApplication } from './applications.js';
import { Calls, phaseOf } from './calls.js';

/** What an organization that applies is told of the way it chose. Advice: it stops nobody, and says only what the registers say publicly. */
export interface AdviceGiven {
  kind: 'consultative' | 'institution' | 'invitation' | 'notFoundConsultative' | 'notFoundInstitution' | 'notFoundInvitation';
  /** The name in the register; null where none was found. */
  name: string | null;
  /** The kind of status that the register gives; null where it does not say or the name was not found. */
  status: string | null;
  /** Paragraph of the track that fits, and the track itself where its call is open. */
  paragraph: string | null;
  track: string | null;
}

/** The organization of an application as it is compared with others. */
export const namedOf = ({ row, form, email }: OpenApplication): Named => ({
  names: [...new Set([form.name, form.latinName].flatMap((name) => (name?.trim() ? [name] : [])))],
  acronym: form.acronym ?? null, place: row.countryIso2 ?? row.countryText, website: form.website ?? null, email, registration: form.registrationNumber ?? null,
});

/** The register that tells who may register under a track. */
const HELD = { consultativeStatus: 'ecosoc', nationalHumanRightsInstitutions: 'nhri', standingInvitations: 'invitations', none: null } as const;
const NOT_FOUND = { ecosoc: 'notFoundConsultative', nhri: 'notFoundInstitution', invitations: 'notFoundInvitation' } as const;

/** So like a name of the register that the applicant is asked whether it is the same. */
const NEAR = 0.92;
const found = (findings: Finding[], register: RegisterName): Standing | null => findings.find((one) => one.register === register)?.found.find(({ score, evidence }) => score >= NEAR && evidence.some((one) => one === 'sameName' || one === 'likeName'))?.item ?? null;

@Injectable()
export class Advice {
  constructor(private readonly registers: Registers, private readonly calls: Calls) {}

  /** null where the way that was chosen fits as far as the registers tell. Reads what was typed and the registers, nothing else. */
  async on(application: OpenApplication, now: string): Promise<AdviceGiven | null> {
    const { track: { way }, conference: { id, modality } } = application;
    const named = namedOf(application);
    if (named.names.length === 0) return null;
    const findings = await this.registers.say(named);
    const other = async (kind: AdviceGiven['kind'], { name, status }: Standing, register: string): Promise<AdviceGiven | null> => {
      const fits = modality.tracks.find((track) => track.way.kind === 'register' && track.way.register === register);
      if (!fits) return null;
      const open = (await this.calls.of(id)).some((call) => call.track === fits.key && phaseOf(call, now) === 'open');
      return { kind, name, status, paragraph: fits.paragraph, track: open ? fits.key : null };
    };
    const own = way.kind === 'register' ? way.register : null;
    const asked = own && HELD[own];
    const institution = found(findings, 'nhri');
    if (institution?.status === 'A' && asked !== 'nhri') return other('institution', institution, 'nationalHumanRightsInstitutions');
    if (!asked || !found(findings, asked)) {
      const invited = found(findings, 'invitations');
      if (invited) return other('invitation', invited, 'standingInvitations');
      const consultative = found(findings, 'ecosoc');
      if (consultative) return other('consultative', consultative, 'consultativeStatus');
    }
    const said = findings.find(({ register }) => register === asked);
    if (!asked || !said?.asOf || said.found.length > 0) return null;
    return { kind: NOT_FOUND[asked], name: null, status: null, paragraph: null, track: null };
  }
}
