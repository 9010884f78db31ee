import { expect, it } from 'vitest';
import { appOf, functionResource, poolResource } from './assembly.ts';

const Pool = poolResource({ LambdaConfig: {} });
const left = 'which CloudFormation alone runs; what it makes is left out.';

it.each<[object, object, readonly string[] | undefined]>([
  [
    {},
    { Transform: 'AWS::Serverless-2016-10-31' },
    [`The stack Auth has the transform AWS::Serverless-2016-10-31, ${left}`],
  ],
  [
    {},
    { Transform: ['AWS::LanguageExtensions', { Name: 'Macro' }] },
    [`The stack Auth has the transform Macro, ${left}`],
  ],
  [{}, { Transform: ['AWS::LanguageExtensions', 'AWS::SecretsManager-2024-09-16'] }, undefined],
  [{ 'Fn::ForEach::Each': [] }, {}, [`The stack Auth has Fn::ForEach::Each among its resources, ${left}`]],
  [{ 'Fn::Transform': {} }, {}, [`The stack Auth has Fn::Transform among its resources, ${left}`]],
])('says what of a template only CloudFormation runs: %j %j', async (resources, template, notes) => {
  expect((await appOf({ Pool, ...resources }, template)).notes).toEqual(notes);
});

it.each([{ 'Fn::Transform': { Name: 'AWS::Include' } }, { 'Fn::ForEach::Each': [] }])(
  'refuses the function that takes members from it: %j',
  async (more) => {
    const [name] = Object.keys(more);
    const Variables = { A: 'a', ...more };
    const Reader = functionResource({ Environment: { Variables } });
    const app = await appOf({ Pool, Reader, Other: functionResource(more) });
    const refusal = expect.stringContaining(`${name} is not known here`);
    expect(app.functions.map((each) => each.refusal)).toEqual([refusal, refusal]);
    expect(app.notes).toEqual([`The stack Auth has ${name} in the properties of Other, ${left}`]);
  },
);

it('says which group is of another app’s pool', async () => {
  const Admins = {
    Type: 'AWS::Cognito::UserPoolGroup',
    Properties: { UserPoolId: 'us-east-1_other', GroupName: 'admins' },
  };
  expect((await appOf({ Pool, Admins })).notes).toEqual([
    "The group admins belongs to us-east-1_other, a pool that the app doesn't make; it is left out.",
  ]);
});
