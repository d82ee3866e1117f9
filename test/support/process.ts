import { Transport } from '../../src/delivery/index.js';
import { FinalizeListHandler, Lists } from '../../src/lists/index.js';
import { Letters } from '../../src/notices/index.js';
import { Clock } from '../../src/platform/clock.js';
import type { Order, Setup } from './processes.js';
import { officer } from './round.js';
import { startService } from './service.js';

// A service in a process of its own, which does what the test's process says.
const setup = JSON.parse(process.argv[2]!) as Setup;
const service = await startService(setup);
if (setup.fault === 'words of the moment') {
  const letters = service.get(Letters);
  const real = letters.ofRow.bind(letters);
  letters.ofRow = (row) => ({ ...real(row), subject: `${real(row).subject} ${process.hrtime.bigint()}` });
}
if (setup.fault === 'settled before it is sent') {
  const transport = service.get(Transport);
  const real = transport.send.bind(transport);
  transport.send = (message) => {
    setTimeout(() => void real(message), 2_000);
    return Promise.resolve({ state: 'accepted', response: 'perhaps' });
  };
}
if (setup.fault === 'list read before it changed') {
  const lists = service.get(Lists);
  const real = lists.lockToFile.bind(lists);
  lists.lockToFile = async (tx, id) => ({ ...(await real(tx, id)), state: 'circulated', deadline: '2099-01-01T00:00:00.000Z' });
}
process.on('message', (order: Order) => {
  if ('offset' in order) {
    service.get(Clock).setOffset(order.offset);
    process.send!('set');
  } else void service.get(FinalizeListHandler).execute({ listId: order.finalize }, officer).then(() => true, () => false).then((finalized) => process.send!({ finalized }));
});
process.send!({ url: service.url });
