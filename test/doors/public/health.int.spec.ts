import { Reader } from '../../../src/platform/reader.js';
import { plant } from '../../model/walk.js';
import { eachService } from '../../support/running.js';

eachService('whoever watches', { ticks: false }, (service) => {
  const asked = async (path: string): Promise<[number, unknown]> => {
    const answer = await fetch(`${service.url}${path}`);
    return [answer.status, await answer.json()];
  };

  it('is told within seconds that the database does not answer, and at once that it does again', async () => {
    expect(await asked('/readyz')).toEqual([200, { status: 'up', database: 'up' }]);
    const { manager } = service.get(Reader);
    const silent = plant(manager, 'query', () => () => new Promise<never>(() => undefined));
    expect([await asked('/readyz'), await asked('/healthz')]).toEqual([[503, { status: 'down', database: 'down' }], [200, { status: 'up' }]]);
    silent();
    const broken = plant(manager, 'query', () => () => Promise.reject(new Error('Invented')));
    expect((await asked('/readyz'))[0]).toBe(503);
    broken();
    expect((await asked('/readyz'))[0]).toBe(200);
  });
});
