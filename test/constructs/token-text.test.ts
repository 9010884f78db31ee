import { Aws, CfnParameter, Fn, Lazy, SecretValue, Stack, Token } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { isTokenText } from '../../lib/constructs/token-text.ts';

const stack = new Stack();

it.each([
  Aws.REGION,
  Fn.getAtt('Table', 'Arn').toString(),
  Fn.join('-', ['a', Aws.STACK_ID]),
  `arn:aws:dynamodb:${Aws.REGION}:1:table/users`,
  new CfnParameter(stack, 'Stage').valueAsString,
  Lazy.string({ produce: () => 'later' }),
  SecretValue.secretsManager('name').unsafeUnwrap(),
  Token.asString({ Ref: 'Table' }),
  Token.asString({ Ref: 'Table' }, { displayHint: 'a hint: with / signs' }),
])('knows what the CDK writes for a value of the deployment: %s', (text) => {
  expect(Token.isUnresolved(text)).toBe(true);
  expect(isTokenText(text)).toBe(true);
});

it.each(['Token', 'Token[]', 'TABLE', 'Token[a b]', 'token[a]'])('takes no other placeholder for one: %s', (inner) => {
  const text = ['$', '{', inner, '}'].join('');
  expect(Token.isUnresolved(text)).toBe(false);
  expect(isTokenText(text)).toBe(false);
});
