import { expect, it } from 'vitest';
import { oncePerService, type RefusedCall } from '../../../lib/local/index.ts';

it('is told of once a service, however often it is made', () => {
  const lines: string[] = [];
  const tell = oncePerService((line) => lines.push(line));
  const call = (service: string, operation: string): RefusedCall => ({
    ...{ service, operation },
    message: `${operation} of ${service}`,
  });
  for (const refused of [call('s3', 'GetObject'), call('sqs', 'SendMessage'), call('s3', 'PutObject')]) tell(refused);
  expect(lines).toEqual(['GetObject of s3', 'SendMessage of sqs']);
});
