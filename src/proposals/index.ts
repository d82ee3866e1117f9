export { concerned, Proposals, type OpenProposal } from './proposals.js';
export { ProposalsModule } from './proposals.module.js';
