import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertIntoStack } from '../../lib/command-line/init/stack-lines.ts';

const stack = (imports: string, base = 'cdk.Stack', inside = 'super(scope, id, props);') => `${imports}
// import * as sqs from 'aws-cdk-lib/aws-sqs';

export class AppStack extends ${base} {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    ${inside}

    // The code that defines your stack goes here
  }
}
`;
const NAMESPACE = "import * as cdk from 'aws-cdk-lib/core';\nimport { Construct } from 'constructs';";

/** The lines that a file has more, with where they stand. */
function added(text: string): readonly string[] {
  const after = insertIntoStack(text);
  if (after === undefined) return ['nothing'];
  const old = text.split(/\r?\n/);
  return after
    .split(/\r?\n/)
    .flatMap((line, index, lines) => (old.includes(line) ? [] : [`${lines[index - 1]}\n${line}`]));
}

describe('the lines in a stack', () => {
  it('stand after the last import, and after the call of super', () => {
    expect(added(stack(NAMESPACE))).toEqual([
      "import { Construct } from 'constructs';\nimport { CustomAuth } from 'countersign/constructs';",
      "    super(scope, id, props);\n    const auth = new CustomAuth(this, 'SignIn', { lambdas: 'lambdas', email: { from: 'no-reply@example.com' } }); // before a deploy: an address verified in SES",
      expect.stringMatching(/\n {4}new cdk\.CfnOutput\(this, 'UserPoolAndClientId', \{ value: `\$\{auth.*` \}\);$/),
    ]);
  });

  it('are all that changes', () => {
    const text = stack(NAMESPACE);
    const kept = insertIntoStack(text)
      ?.split('\n')
      .filter((line) => !/CustomAuth|CfnOutput/.test(line));
    expect(kept?.join('\n')).toBe(text);
  });

  it.each([
    ['double quotes', NAMESPACE.replaceAll("'", '"'), /import \{ CustomAuth \} from "countersign\/constructs";\n/],
    ['no semicolons', NAMESPACE.replaceAll(';', ''), /from 'countersign\/constructs'\n/],
    ['a comment behind the import', `${NAMESPACE} // as everywhere`, /as everywhere\nimport \{ CustomAuth \}/],
    [
      'an import of several lines',
      `${NAMESPACE}\nimport {\n  a,\n  b,\n} from './b';`,
      /\} from '\.\/b';\nimport \{ CustomAuth \}/,
    ],
    ['a default import', "import cdk from 'aws-cdk-lib';", /new cdk\.CfnOutput/],
    ['another name for the CDK', "import * as aws from 'aws-cdk-lib';", /new aws\.CfnOutput/],
    ['import = require', "import cdk = require('aws-cdk-lib');", /require\('aws-cdk-lib'\);\nimport \{ CustomAuth \}/],
  ])('are written as the file is: %s', (_style, imports, pattern) => {
    expect(insertIntoStack(stack(imports))).toMatch(pattern);
  });

  it.each([
    [
      "import { Stack, StackProps } from 'aws-cdk-lib';",
      "import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';\n",
    ],
    [
      "import {\n  Stack,\n  StackProps,\n} from 'aws-cdk-lib';",
      "import {\n  CfnOutput,\n  Stack,\n  StackProps,\n} from 'aws-cdk-lib';\n",
    ],
    ["import { CfnOutput, Stack } from 'aws-cdk-lib';", "import { CfnOutput, Stack } from 'aws-cdk-lib';\n"],
    [
      "import type { StackProps } from 'aws-cdk-lib';\nimport { Stack } from 'aws-cdk-lib';",
      "import type { StackProps } from 'aws-cdk-lib';\nimport { CfnOutput, Stack } from 'aws-cdk-lib';\n",
    ],
    [
      "const { Stack } = require('aws-cdk-lib');",
      "const { CfnOutput, Stack } = require('aws-cdk-lib');\nconst { CustomAuth } = require('countersign/constructs');\n",
    ],
  ])('import what they need where the CDK is imported by names: %s', (imports, wanted) => {
    const after = insertIntoStack(stack(imports, 'Stack'));
    expect(after).toContain(wanted);
    expect(after).toMatch(/^ {4}new CfnOutput\(/m);
  });

  it('lose nothing of the file, whatever else it holds', () => {
    const line = fc.stringMatching(/^[ -~]{0,40}$/);
    fc.assert(
      fc.property(fc.array(line), fc.array(line), fc.array(line), (above, inside, below) => {
        const [imports = '', ...rest] = stack(NAMESPACE).split('\n\n');
        const text = [above.join('\n'), imports, inside.join('\n'), ...rest, below.join('\n')].join('\n\n');
        const lines = insertIntoStack(text)?.split('\n');
        const kept = lines?.filter(
          (each) => !/countersign\/constructs|new CustomAuth\(|UserPoolAndClientId/.test(each),
        );
        expect(kept?.join('\n') ?? text).toBe(text);
      }),
    );
  });

  it('keep the line ends of Windows', () => {
    const after = insertIntoStack(stack(NAMESPACE).replaceAll('\n', '\r\n'));
    expect(after).toContain("'countersign/constructs';\r\n");
    expect(after).not.toMatch(/[^\r]\n/);
  });

  it.each([
    ['there are two stacks', `${stack(NAMESPACE)}${stack('', 'cdk.Stack', 'this.other();')}`],
    ['super is called in another way', stack(NAMESPACE, 'cdk.Stack', 'super(scope, id, { ...props, env });')],
    ['super is called twice', stack(NAMESPACE, 'cdk.Stack', 'super(scope, id, props);\n    super(scope, id, props);')],
    ['a name of theirs is taken', stack(NAMESPACE, 'cdk.Stack', 'super(scope, id, props);\n    const auth = 1;')],
    [
      'an id of theirs is taken',
      stack(NAMESPACE, 'cdk.Stack', "super(scope, id, props);\n    new Thing(this, 'SignIn');"),
    ],
    ['it imports no CDK', stack("import { Stack } from './stack';", 'Stack')],
    ['nothing is imported', stack('')],
  ])('are left out where %s', (_case, text) => {
    expect(insertIntoStack(text)).toBeUndefined();
  });
});
