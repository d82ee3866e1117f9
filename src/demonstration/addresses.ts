import { memberStates } from '../directory/index.js';

/** States whose Mission has a second official address in the demonstration. */
const TWO = ['AG', 'BW', 'CL', 'DK', 'EE', 'FJ', 'GH', 'JO'];

/** Addresses of the 193 Missions, under a domain that nobody can have (RFC 2606): 201 in all. */
export function demonstrationAddresses(): { iso2: string; address: string }[] {
  return memberStates().flatMap(({ iso2 }) => [
    { iso2, address: `mission.${iso2.toLowerCase()}@missions.example` },
    ...(TWO.includes(iso2) ? [{ iso2, address: `office.${iso2.toLowerCase()}@missions.example` }] : []),
  ]);
}
