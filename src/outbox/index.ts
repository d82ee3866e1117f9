export { Outbox, type Letter } from './outbox.js';
export { OutboxMessage, type DeliveryState } from './outbox-message.entity.js';
export { OutboxModule } from './outbox.module.js';
