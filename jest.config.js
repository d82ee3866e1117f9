// What a test needs stands in its name: .unit .rules .model (nothing), .int (databases, SMTP), .e2e (a browser).
export default {
  testMatch: ['<rootDir>/test/**/*.{unit,rules,model,int,e2e,arch}.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2023',
        experimental: { keepImportAttributes: true },
      },
      module: { type: 'es6' },
    }],
    // Fastify's own dependencies that come as ES modules only: Jest on Node 20 cannot require() those.
    'node_modules/(cookie|content-disposition)/.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' }, jsc: { target: 'es2023' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(cookie|content-disposition)/)'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // No test says how long it may take: ten minutes end what hangs, and on a busy machine nothing else.
  testTimeout: 600_000,
  maxWorkers: 2,
  // Each file loads the whole program anew as ES modules, which a worker never lets go: a grown one is replaced.
  workerIdleMemoryLimit: '900MB',
};
