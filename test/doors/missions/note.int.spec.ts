import { Clock } from '../../../src/platform/clock.js';
import { RecordObjectionsHandler } from '../../../src/objections/index.js';
import { clientOf } from '../api/client.js';
import { deskOf, enterMission } from '../../disclosures/desk.js';
import { circulatedRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';

eachService('what its State reads of a note verbale', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  it('is the reference and when it was received, beside when it was entered: in time, though entered after the deadline', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    await deskOf(service, listId).object('FR', ids[0]!);
    const client = await clientOf(service);
    const receivedAt = '2026-12-02T15:00:00.000Z';
    service.holdTime('2026-12-16T15:00:00.000Z');
    const { receipts: [receipt] } = await service.get(RecordObjectionsHandler).execute({ listId, states: ['FR'], items: ids.slice(0, 2).map((nominationId) => ({ nominationId, basis: null })), reference: 'NV/7 <b>', receivedAt }, officer);
    const mission = await enterMission(service, listId, 'FR');
    const plain = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    const says = /Note verbale NV\/7 &lt;b&gt; Received: New York time: [^:]*2 December 2026[\s\S]*?Recorded: New York time: [^:]*16 December 2026/g;
    const own = plain(await mission.text('/own'));
    expect([own.match(says)?.length, own.match(/Recorded/g)?.length]).toEqual([2, 2]);
    const page = plain(await mission.text(`/receipt/${receipt!.filingId}`));
    expect([page.match(says)?.length, page]).toEqual([1, expect.stringMatching(/Names objected to: 1 Invented Association 1 Named in the note and objected to before: 1 Invented Association 0/)]);
    const { json } = await client.ask('GET', '/mission/objections', { token: await client.enter(listId, 'FR') });
    const note = { reference: 'NV/7 <b>', receivedAt, alreadyStanding: [ids[0]] };
    expect(json.objections.map(({ nominationId, noteVerbale }: Record<string, unknown>) => [nominationId, noteVerbale])).toEqual([[ids[0], null], [ids[1], note]]);
    expect(json.filings).toMatchObject([{ noteVerbale: null }, { at: service.get(Clock).now(), names: 1, noteVerbale: note }]);
  });
});
