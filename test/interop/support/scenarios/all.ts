import type { Scenario } from '../scenario.ts';
import { DEVICES } from './devices.ts';
import { FIRST_FACTORS } from './first-factors.ts';
import { PASSWORDS } from './passwords.ts';
import { SECOND_FACTORS } from './second-factors.ts';
import { TOKENS } from './tokens.ts';

/** What every client is to do. */
export const SCENARIOS: readonly Scenario[] = [
  ...PASSWORDS,
  ...SECOND_FACTORS,
  ...DEVICES,
  ...FIRST_FACTORS,
  ...TOKENS,
];
