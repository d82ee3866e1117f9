export { AskedLetter } from './asked-letter.entity.js';
export { AskedLetters } from './asked-letters.js';
export { readDeliveryStatus, SECRET } from './delivery-status.js';
export { Outbox, type Letter } from './outbox.js';
export { OutboxMessage, type DeliveryState } from './outbox-message.entity.js';
export { OutboxModule } from './outbox.module.js';
