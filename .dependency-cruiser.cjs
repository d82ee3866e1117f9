// Where each thing may be reached from. Every rule has a probe under test/architecture/probes that proves it fires.
const areas = 'directory|conferences|lists|missions|objections|disclosures|records|outbox|notices|delivery|officers|proposals|applications|meetings|webhooks|registers|reports|custody';
// The probes lie under test/architecture/probes/<rule>/ in folders of the same names.
const top = '(^|/)';

module.exports = {
  forbidden: [
    {
      name: 'workflows-are-pure', severity: 'error', comment: 'The procedure knows no clock, no database, no network.',
      from: { path: `${top}workflows/`, pathNot: 'workflows/modality\\.check\\.ts$' },
      to: { pathNot: [`${top}workflows/`, 'node_modules/(xstate|temporal-polyfill|temporal-spec)/'] },
    },
    {
      name: 'one-way-in', severity: 'error', comment: 'Only handlers, and what they share, take a step.',
      from: { path: `${top}src/`, pathNot: ['\\.handlers?\\.ts$', 'src/lists/(lists|listed-names)\\.ts$', 'src/applications/applications\\.ts$', 'src/objections/file-objections\\.ts$', 'src/doors/office/'] },
      to: { path: 'workflows/step\\.ts$' },
    },
    {
      name: 'transactions-in-one-place', severity: 'error', comment: 'Doors, notices and the command line have no transaction of their own.',
      from: { path: `${top}src/(doors|notices|cli)/`, pathNot: '\\.entity\\.ts$' },
      to: { path: 'node_modules/typeorm/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'mail-leaves-from-delivery', severity: 'error', comment: 'One place sends.',
      from: { path: `${top}src/`, pathNot: 'src/delivery/' },
      to: { path: 'node_modules/(@types/)?nodemailer/' },
    },
    {
      name: 'areas-meet-at-the-index', severity: 'error', comment: 'An area is entered by its index.',
      from: { path: `${top}src/([^/]+)/` },
      to: { path: `src/(${areas})/`, pathNot: [`src/(${areas})/index\\.ts$`, 'src/$2/'] },
    },
    {
      name: 'edges-are-leaves', severity: 'error', comment: 'Nothing imports a door.',
      from: { path: `${top}src/`, pathNot: ['src/doors/', 'src/app\\.module\\.ts$', 'src/server\\.ts$', 'src/entities\\.ts$'] },
      to: { path: 'src/doors/' },
    },
    {
      name: 'platform-knows-no-domain', severity: 'error', comment: 'The ground does not know what stands on it.',
      from: { path: `${top}src/platform/` },
      to: { path: [`src/(${areas}|doors|demonstration)/`, '^workflows/'] },
    },
    {
      name: 'public-door-sees-no-objections', severity: 'error', comment: 'The public door cannot tell what it cannot reach.',
      from: { path: `${top}src/doors/(public|representatives)/` },
      to: { path: 'src/(objections|disclosures)/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'not-to-test', severity: 'error', from: { path: `${top}(src|workflows)/` }, to: { path: '(^|/)test/support/' } },
    { name: 'not-to-dev-dep', severity: 'error', from: { path: `${top}(src|workflows)/` }, to: { dependencyTypes: ['npm-dev'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
