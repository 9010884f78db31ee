import { Stack } from 'aws-cdk-lib';
import { type CfnUserPool, ClientAttributes, StringAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import { expect, it } from 'vitest';
import { writableAttributes } from '../../lib/constructs/writable-attributes.ts';
import { STANDARD_ATTRIBUTES } from '../../lib/protocol/standard-attributes.ts';
import { makeApp } from './fixtures/synth.ts';

const custom = (names: readonly string[]) => names.filter((name) => name.startsWith('custom:'));

it('every standard attribute may be written, but for those that Cognito sets itself', () => {
  const userPool = new UserPool(new Stack(makeApp(), 'Test'), 'Pool');
  const written = writableAttributes(userPool, { attributes: [] }).attributes();
  const ofCognito = new ClientAttributes()
    .withStandardAttributes({ emailVerified: true, phoneNumberVerified: true })
    .attributes();
  expect([...written, ...ofCognito, 'sub'].sort()).toEqual([...STANDARD_ATTRIBUTES].sort());
});

it('custom attributes that the flow asks about, or only an administrator reads, may not', () => {
  const userPool = new UserPool(new Stack(makeApp(), 'Test'), 'Pool', {
    customAttributes: { role: new StringAttribute(), team: new StringAttribute() },
  });
  const resource = userPool.node.defaultChild as CfnUserPool;
  resource.schema = [
    ...(resource.schema as CfnUserPool.SchemaAttributeProperty[]),
    { name: 'audit', attributeDataType: 'String', developerOnlyAttribute: true },
  ];
  resource.addPropertyOverride('Schema.3', { Name: 'level', AttributeDataType: 'String' });
  const written = writableAttributes(userPool, { attributes: ['custom:role'] }).attributes();
  expect(custom(written)).toEqual(['custom:level', 'custom:team']);
});
