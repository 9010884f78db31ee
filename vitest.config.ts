import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification, type Vite } from 'vitest/node';

if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error(
    `Node ${process.version} is too old. Run the tests through npm (npm test), which brings its own Node.`,
  );
}

/** What says things once a process: its tests need one that has said nothing yet. */
const ownProcess = ['test/flow/proof/purity.test.ts'];

/** Small files that wait for other programs, a package manager say, come first: at the end they would keep the other workers idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/test/package/');
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * Tests in which code runs very often, other people's SRP in plain JavaScript for one: to count each of its blocks makes them
 * up to twenty times as slow. What they reach of this project's code, others reach too.
 */
const uncounted = [
  'test/interop/{amplify,aws-sdk,identity-js,identity-js-devices}.test.ts',
  'test/package/**/*.test.ts',
];

const notCounted: Vite.Plugin = {
  name: 'not-counted',
  configureVitest({ project }) {
    project.config.coverage = { ...project.config.coverage, enabled: false };
  },
};

/** The files share their workers' modules: to load the CDK and the SDK takes longer than most files. */
const shared = {
  isolate: false,
  globalSetup: ['test/support/own-temporary-folder.ts', 'test/support/make-signing-keys.ts'],
  setupFiles: ['test/support/use-signing-keys.ts'],
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...ownProcess, ...uncounted],
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'test/tsconfig.types.json' },
        },
      },
      { extends: true, plugins: [notCounted], test: { ...shared, name: 'not counted', include: uncounted } },
      { extends: true, test: { name: 'own process', include: ownProcess } },
    ],
    env: {
      // CDK checks every template for seconds. test/constructs/synthesis.test.ts turns that on again.
      CDK_VALIDATION: 'false',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      // Tests start many CDK apps and command lines: each would compile the same modules again.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node'),
    },
    tags: [
      {
        name: 'slow',
        description:
          'One more of a matrix, or a wait in real time. `npm test` leaves it out, `npm run test:all` does not.',
      },
    ],
    // More than there are cores: many tests wait, for time or for the processes that they start.
    maxWorkers: availableParallelism() + 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // Runs in child processes or in a browser, where coverage doesn't reach; the tests do.
      exclude: ['lib/local/host/bootstrap/**', 'lib/ui/{forms,page,react,style}/**', 'lib/ui/*.ts'],
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
