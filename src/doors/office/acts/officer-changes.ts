import { Injectable } from '@nestjs/common';
import { Officers, type ChangeRoles, type Officer } from '../../../officers/index.js';
import type { Translate } from '../../../platform/i18n.js';
import { Refused } from '../../../platform/refused.js';
import type { OpenProposal } from '../../../proposals/index.js';
import type { Effect, Preview } from './act.js';

/** What an operator proposed to change in the list of officers. */
@Injectable()
export class OfficerChanges {
  constructor(private readonly officers: Officers) {}

  async preview({ act, command }: Pick<OpenProposal, 'act' | 'command'>, t: Translate): Promise<Preview> {
    const { name, email, roles } = act === 'addOfficer' ? (command as unknown as Pick<Officer, 'name' | 'email' | 'roles'>) : await this.#known(command as unknown as ChangeRoles);
    const held = (these: readonly string[]): string => these.map((role) => t(`office:role.${role}`)).join(', ');
    const effects: Effect[] = [
      { label: t('office:officers.name'), text: name }, { label: t('office:officers.email'), text: email }, { label: t('office:officers.roles'), text: held(roles) },
      ...(act === 'changeRoles' ? [{ label: t('office:officers.rolesThen'), text: held((command as unknown as ChangeRoles).roles) }] : []),
    ];
    return { effects, warnings: [t(`office:officers.consent.${act}`)] };
  }

  async #known({ officerId }: Pick<ChangeRoles, 'officerId'>): Promise<Officer> {
    const officer = await this.officers.byId(officerId);
    if (!officer || officer.endedAt) throw new Refused('officer-gone');
    return officer;
  }
}
