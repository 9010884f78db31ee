import { StandInRefusal } from './refusal.ts';

/**
 * What nobody here has a value for. Not the service's own "not found": that would say that there is none at AWS, which nobody here
 * can know.
 *
 * @param service as a person calls it
 * @param member of countersign.local.json, where values are given
 */
export const missingValue = (service: string, member: 'ssm' | 'secrets', names: readonly string[]): StandInRefusal =>
  new StandInRefusal(
    'NoStandIn',
    `The local pool has no value for ${names.join(', ')} of ${service}; nothing left this machine. ` +
      `Give it in countersign.local.json: "${member}": { ${names.map((name) => `${JSON.stringify(name)}: "…"`).join(', ')} }.`,
  );
