export { DeliveryModule } from './delivery.module.js';
export { Mailbox } from './mailbox.js';
export { Relay } from './relay.js';
export { OWN_WORDS, SmtpTransport, Transport } from './transport.js';
export { TrialMail } from './trial-mail.entity.js';
