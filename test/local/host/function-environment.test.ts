import { describe, expect, it } from 'vitest';
import { functionEnvironment } from '../../../lib/local/host/function-environment.ts';
import { functionOf } from './function-of.ts';

const DOOR = 'http://127.0.0.1:1234';
const variables = {
  ...{ AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9324', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', OTHER: 'kept' },
  QUEUE: 'https://sqs.eu-west-1.amazonaws.com/123456789012/a_queue-1',
  FIFO: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo',
  NOT_AT_AWS: 'https://queue.example.com/123456789012/orders',
  AMONG_OTHERS: '["https://sqs.eu-west-1.amazonaws.com/123456789012/orders"]',
};
const environmentOf = (endpoints: Readonly<Record<string, string>>) =>
  functionEnvironment(functionOf('queues', { environment: variables }), endpoints, 'mark');

describe("a function's variables that say where AWS is", () => {
  it('all lead to the one address, queues by their URLs too', () => {
    const environment = environmentOf({ AWS_ENDPOINT_URL: DOOR });
    expect(environment).toMatchObject({
      ...{ AWS_ENDPOINT_URL: DOOR, OTHER: 'kept' },
      QUEUE: `${DOOR}/123456789012/a_queue-1`,
      FIFO: `${DOOR}/123456789012/orders.fifo`,
      ...{ NOT_AT_AWS: variables.NOT_AT_AWS, AMONG_OTHERS: variables.AMONG_OTHERS },
    });
    expect(environment).not.toHaveProperty('AWS_ENDPOINT_URL_SQS');
    expect(environment).not.toHaveProperty('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS');
  });

  it('stay as they are where there is no such address', () => {
    expect(environmentOf({ AWS_ENDPOINT_URL_SESV2: DOOR })).toMatchObject({
      ...variables,
      AWS_ENDPOINT_URL_SESV2: DOOR,
    });
  });
});
