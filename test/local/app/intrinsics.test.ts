import { describe, expect, it } from 'vitest';
import { UnresolvableValueError } from '../../../lib/local/app/index.ts';
import { resolveCondition, resolveValue, type TemplateScope } from '../../../lib/local/app/intrinsics.ts';

const scope: TemplateScope = {
  region: 'eu-west-1',
  reference: (name) => ({ Name: 'sentry', Zones: ['a', 'b'], Count: 3, 'AWS::NoValue': undefined })[name],
  attribute: (logicalId, name) => `${logicalId}|${name}`,
  condition: (name) => name === 'Holds',
  mapping: (map, key, name) => (name === 'none' ? undefined : `${map}/${key}/${name}`),
  importValue: (name) => `imported ${name}`,
  dynamicReference: (reference) => `<${reference}>`,
  stackOutput: (stack, output) => `${stack}>${output}`,
};

describe('resolveValue', () => {
  it.each<[unknown, unknown]>([
    ['plain', 'plain'],
    [{ Ref: 'Name' }, 'sentry'],
    [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'Role|Arn'],
    [{ 'Fn::GetAtt': 'Nested.Outputs.Id' }, 'Nested|Outputs.Id'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1]] }, 'a-sentry-1'],
    [{ 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
    [{ 'Fn::Sub': `\${Name} at \${Role.Arn}, \${!Literal}` }, `sentry at Role|Arn, \${Literal}`],
    [{ 'Fn::Sub': [`\${Name} and \${Other}`, { Other: { Ref: 'Count' } }] }, 'sentry and 3'],
    [{ 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'c'],
    [{ 'Fn::If': ['Holds', 'yes', { 'Fn::GetAtt': 'never.asked' }] }, 'yes'],
    [{ 'Fn::If': ['Fails', 'yes', 'no'] }, 'no'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Name' }, 'small'] }, 'Sizes/sentry/small'],
    [{ 'Fn::FindInMap': ['Sizes', 'a', 'none', { DefaultValue: { Ref: 'Name' } }] }, 'sentry'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': `\${Name}-id` } }, 'imported sentry-id'],
    [{ 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Table' } }, 'Data>Table'],
    [{ 'Fn::Base64': 'sentry' }, 'c2VudHJ5'],
    [{ 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    [{ 'Fn::GetAZs': 'us-west-2' }, ['us-west-2a', 'us-west-2b', 'us-west-2c']],
    [{ 'Fn::GetAtt': ['Role', { Ref: 'Name' }] }, 'Role|sentry'],
    [{ Condition: 'a name as any other' }, { Condition: 'a name as any other' }],
    [{ 'Fn::Length': { Ref: 'Zones' } }, 2],
    [{ 'Fn::ToJsonString': { name: { Ref: 'Name' } } }, '{"name":"sentry"}'],
    [
      { kept: 1, left: { Ref: 'AWS::NoValue' }, list: [1, { Ref: 'AWS::NoValue' }] },
      { kept: 1, list: [1] },
    ],
    [
      { Ref: 'Name', Other: 'so this is no intrinsic' },
      { Ref: 'Name', Other: 'so this is no intrinsic' },
    ],
    ['a{{resolve:ssm:/name}}b', 'a<ssm:/name>b'],
    [{ 'Fn::Join': ['', ['{{resolve:ssm:', '/name', '}}']] }, '<ssm:/name>'],
    ['{{resolve:', '{{resolve:'],
    [{ constructor: 'a' }, { constructor: 'a' }],
    [{ Condition: { StringEquals: {} } }, { Condition: { StringEquals: {} } }],
  ])('resolves %j', (value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['an unknown function', { 'Fn::Transform': {} }],
    ['an element that isn’t there', { 'Fn::Select': [5, ['a']] }],
    ['a list where text belongs', { 'Fn::Join': ['', [['a']]] }],
    ['an entry that a mapping hasn’t', { 'Fn::FindInMap': ['Sizes', 'a', 'none'] }],
  ])('refuses %s', (_, value) => {
    expect(() => resolveValue(value, scope)).toThrow(UnresolvableValueError);
  });
});

it('tells nothing of what a value came to that is no text', () => {
  const secret = { 'Fn::Split': [',', '{{resolve:ssm:/secret}}'] };
  const telling: TemplateScope = { ...scope, dynamicReference: () => 'let,me,in' };
  expect(() => resolveValue({ 'Fn::Join': ['', [secret]] }, telling)).toThrow(/should be text, but is a list$/);
});

describe('resolveCondition', () => {
  it.each<[unknown, boolean]>([
    [{ 'Fn::Equals': [{ Ref: 'Name' }, 'sentry'] }, true],
    [{ 'Fn::Equals': [{ Ref: 'Name' }, 'other'] }, false],
    [{ 'Fn::Not': [{ Condition: 'Holds' }] }, false],
    [{ 'Fn::And': [{ Condition: 'Holds' }, { Condition: 'Fails' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'Holds' }, { Condition: 'Fails' }] }, true],
    ['not a condition', false],
  ])('%j is %s', (expression, expected) => {
    expect(resolveCondition(expression, scope)).toBe(expected);
  });
});
