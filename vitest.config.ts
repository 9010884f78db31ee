import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error(
    `Node ${process.version} is too old. Run the tests through npm (npm test), which brings its own Node.`,
  );
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // Runs in child processes alone, where coverage doesn't reach; the tests do.
      exclude: ['lib/local/host/bootstrap.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: {
        lines: 90,
        branches: 90,
        'lib/flow/**': { lines: 100, branches: 100 },
        'lib/triggers/**': { lines: 100, branches: 100 },
      },
    },
  },
});
