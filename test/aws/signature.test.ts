import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signAwsRequest } from '../../lib/aws/signature.ts';

const token = fc.string({ unit: fc.constantFrom(...'ABCdef019+/='), minLength: 1, maxLength: 40 });
const segment = fc.string({ unit: fc.constantFrom(..."abz09-._~!*()'%20"), minLength: 1, maxLength: 12 });

test('signs as an independent signer does, whatever the request', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        accessKeyId: token,
        secretAccessKey: token,
        sessionToken: fc.option(token, { nil: undefined }),
        region: fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1'),
        service: fc.constantFrom('ses', 'dynamodb', 'sns'),
        now: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      }),
      fc.array(segment, { maxLength: 4 }),
      fc.constantFrom('https://email.eu-central-1.amazonaws.com', 'http://127.0.0.1:8080'),
      fc.string({ unit: 'binary' }),
      async (signer, path, origin, body) => {
        const url = new URL(`${origin}/${path.map(encodeURIComponent).join('/')}`);
        const { sessionToken, now, ...rest } = signer;
        const independent = new AwsV4Signer({
          ...rest,
          ...(sessionToken !== undefined && { sessionToken }),
          method: 'POST',
          url: url.href,
          body,
          datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
        });
        const { headers } = await independent.sign();
        expect(signAwsRequest({ method: 'POST', url, body }, signer)).toEqual(Object.fromEntries(headers));
      },
    ),
  );
});
