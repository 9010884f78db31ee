import type { TextMap } from '../../protocol/text-map.ts';

/** Where the flow is written, and where all that follows expects it. */
export const FLOW_PATH = 'lambdas/sign-in.ts';

/** A first flow, to be changed: a code by e-mail. */
export const HELLO_FLOW = [
  "import { emailOtp } from 'countersign/challenges';",
  "import { defineFlow } from 'countersign/flow';",
  '',
  'export const signIn = defineFlow(',
  '  // What a sign-in may ask. Here a code can be made shorter, or its e-mail reworded: emailOtp({ digits: 6 })',
  '  { emailOtp: emailOtp() },',
  '  // In which order. Add a step here: each must be passed, and at the end the user is signed in.',
  '  function* ({ pass }) {',
  "    yield* pass('emailOtp');",
  '  },',
  ');',
  '',
  '// Tells a front end the steps by name. Nothing to change.',
  'export type SignIn = typeof signIn;',
  '',
].join('\n');

/** What a project is made of that has no package.json yet, beside the flow. */
export function newProjectFiles(countersign: string, esbuild: string): TextMap {
  const manifest = {
    private: true,
    type: 'module',
    scripts: {
      start: 'countersign local lambdas',
      'sign-in': 'countersign sign-in',
      check: `countersign check ${FLOW_PATH}`,
    },
    dependencies: { countersign },
    devDependencies: { esbuild },
    // npm asks before it runs what a package brings along to be run at its installation.
    allowScripts: { esbuild: true },
  };
  // Without it an editor takes the flow for loosely typed JavaScript, and shows no wrong name.
  const settings = {
    compilerOptions: { target: 'ES2024', module: 'NodeNext', strict: true, skipLibCheck: true, noEmit: true },
    include: ['lambdas'],
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(settings, null, 2)}\n`,
    '.gitignore': 'node_modules\n.countersign\ncountersign.local.json\n',
  };
}
