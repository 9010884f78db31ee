import { describe, expect, it } from 'vitest';
import { statementFaults } from '../../lib/constructs/statement-faults.ts';

const table = 'arn:aws:dynamodb:eu-central-1:111122223333:table/users';
const token = '${'.concat('Token[Users.Arn.12]}');
const region = '${'.concat('Token[AWS.Region.3]}');

describe('a statement is granted', () => {
  it.each([
    table,
    `${table}/index/byEmail`,
    `${table}/index/*`,
    `${table}/*`,
    'arn:aws:s3:::photos',
    'arn:aws:s3:::photos/*',
    'arn:aws:s3:::photos/public/*',
    'arn:aws:ssm:eu-central-1:111122223333:parameter/app/*',
    'arn:aws:logs:eu-central-1:111122223333:log-group:app:*',
    'arn:aws-cn:sns:cn-north-1:111122223333:topic',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-a1b2c3',
    token,
    `${token}/index/*`,
    `arn:aws:dynamodb:${region}:${region}:table/users`,
  ])('for the resource %s', (resource) => {
    expect(statementFaults({ actions: ['dynamodb:GetItem'], resources: [resource] })).toEqual([]);
  });
});

describe('a statement is refused', () => {
  it.each([
    '*',
    '**',
    '?',
    'arn:*',
    'arn:aws:*',
    'arn:*:*:*:*:*:*',
    'arn:aws:s3:::*',
    'arn:aws:s3:::**',
    'arn:aws:s3:::?*',
    'arn:aws:s3:::*/photos',
    'arn:aws:s3:::pho*',
    'arn:aws:s3:::photos*',
    'arn:aws:s3:::photos/*/a',
    'arn:aws:s3:::photos/**',
    'arn:aws:s3:*:*:photos',
    'arn:aws:dynamodb:*:111122223333:table/users',
    'arn:aws:dynamodb:eu-central-1:*:table/users',
    'arn:aws:dynamodb:eu-central-1:111122223333:*',
    'arn:aws:dynamodb:eu-central-1:111122223333:table/*',
    'arn:aws:dynamodb:eu-central-1:111122223333:table/us*',
    'arn:aws:dynamodb:eu-central-1:111122223333:*/users',
    'arn:aws:kms:eu-central-1:111122223333:key/*',
    'arn:aws:sqs:eu-central-1:111122223333:*',
    'arn:aws:*:eu-central-1:111122223333:table/users',
    'arn:*:dynamodb:eu-central-1:111122223333:table/users',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-??????',
    'arn:aws:dynamodb:eu-central-1:111122223333',
    'arn:aws:s3:::',
    'arn:aws:s3:::/*',
    's3:**',
    'users',
    '',
    ' ',
    `${token}*`,
    '*'.concat(token),
  ])('for the resource %j', (resource) => {
    expect(statementFaults({ actions: ['dynamodb:GetItem'], resources: [resource] })).toEqual([
      `the resource ${resource}`,
    ]);
  });

  it.each([
    '*',
    '**',
    '*:*',
    's3:*',
    's3:**',
    's3:?*',
    '*:GetObject',
    's3:Get*',
    's3:G?tObject',
    's*:GetObject',
    'GetObject',
    's3:',
    ':GetObject',
    's3:GetObject ',
    '',
    's3:GetObject,s3:PutObject',
  ])('for the action %j', (action) => {
    expect(statementFaults({ actions: [action], resources: [table] })).toEqual([`the action ${action}`]);
  });

  it.each<[string, object, readonly string[]]>([
    ['no actions and no resources', { actions: [], resources: [] }, ['no actions', 'no resources']],
    ['nothing', {}, ['no actions', 'no resources']],
    ['a text for a list', { actions: 's3:GetObject', resources: [table] }, ['no actions']],
    ['what is no text', { actions: [null], resources: [7] }, ['the action null', 'the resource 7']],
    [
      'what turns a grant into its opposite',
      { actions: ['s3:GetObject'], resources: [table], notActions: ['s3:GetObject'], NotResource: [], effect: 'Deny' },
      ['the member notActions', 'the member NotResource', 'the member effect'],
    ],
  ])('for %s', (_case, statement, faults) => {
    expect(statementFaults(statement)).toEqual(faults);
  });
});
