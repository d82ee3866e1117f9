export { concerned, Proposals, type FoundProposal, type OpenProposal } from './proposals.js';
export { ProposalsModule } from './proposals.module.js';
