import { describe, expect, it } from 'vitest';
import { readServiceCall } from '../../../lib/local/stand-ins/service-call.ts';

const scope = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
const agent = (name: string): string =>
  `aws-sdk-js/3.1169.0 ua/2.1 os/linux lang/js md/nodejs#24.1.0 api/${name}#3.1169.0 m/E`;
const FORM = 'application/x-www-form-urlencoded';

interface Made {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const read = ({ method = 'POST', path = '/', headers = {}, body = '' }: Made) =>
  readServiceCall(new Request(`http://127.0.0.1:1${path}`, { method, headers, ...(method === 'POST' && { body }) }));

describe('which operation of which service a request asks', () => {
  it.each<[string, Made, string]>([
    ['the target, and no signature', { headers: { 'x-amz-target': 'TrentService.Decrypt' } }, 'KMS kms Decrypt json'],
    [
      'the target before a signature that says otherwise',
      { headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', authorization: scope('kms') } },
      'DYNAMODB dynamodb GetItem json',
    ],
    [
      'a target that nobody here knows, by the signature',
      { headers: { 'x-amz-target': 'AWSGlue.GetTable', authorization: scope('glue') } },
      'GLUE glue GetTable json',
    ],
    [
      'the name of the SDK, where nothing is signed',
      { headers: { 'x-amz-user-agent': agent('cognito-identity-provider'), 'x-amz-target': 'Other.SignUp' } },
      'COGNITO_IDENTITY_PROVIDER cognito-idp SignUp json',
    ],
    [
      'the name of the SDK, before a signature that two services share',
      { path: '/other', headers: { 'user-agent': agent('sesv2'), authorization: scope('ses') } },
      'SESV2 ses POST /other rest-json',
    ],
    [
      'a form, by its action',
      {
        headers: { authorization: scope('ses'), 'content-type': `${FORM}; charset=utf-8` },
        body: 'Action=SendEmail&Version=2010-12-01',
      },
      'SES ses SendEmail query',
    ],
    [
      'the path, and nothing else',
      { path: '/v2/email/outbound-emails' },
      'SESV2 ses POST /v2/email/outbound-emails rest-json',
    ],
    [
      "what Amazon S3's clients say in the query",
      { method: 'GET', path: '/bucket/key?x-id=GetObject', headers: { authorization: scope('s3') } },
      'S3 s3 GetObject rest-xml',
    ],
    [
      'a method and a path',
      { method: 'GET', path: '/bucket/key', headers: { authorization: scope('s3') } },
      'S3 s3 GET /bucket/key rest-xml',
    ],
    [
      'a path of CBOR',
      {
        path: '/service/GraniteServiceVersion20100801/operation/PutMetricData',
        headers: { authorization: scope('monitoring') },
      },
      'CLOUDWATCH monitoring PutMetricData cbor',
    ],
  ])('is told by %s', async (_by, made, said) => {
    const call = await read(made);
    expect(`${call?.service.id} ${call?.service.signingName} ${call?.operation} ${call?.protocol}`).toBe(said);
  });

  it.each<[string, Made]>([
    ['nothing', {}],
    ['an unknown target', { headers: { 'x-amz-target': 'Unknown.Call' } }],
    ['an authorization that is none of AWS', { headers: { authorization: 'Bearer abc' } }],
    ['a scope that is cut', { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1' } }],
  ])('is not told by %s', async (_by, made) => {
    expect(await read(made)).toBeUndefined();
  });
});
