import type { Surroundings } from './options.ts';

/**
 * One name for all the spellings that the pool takes for one user, so that a name which nobody has is remembered as those of
 * users are. `COUNTERSIGN_CASE_SENSITIVE` says whether the pool tells case apart: folding more or less than the pool does would
 * tell who exists, by two spellings of one name.
 *
 * What else Cognito folds isn't documented, so nothing else is.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html
 */
export const foldedName = (userName: string, environment: Surroundings['environment']): string =>
  environment.COUNTERSIGN_CASE_SENSITIVE === 'true' ? userName : userName.toLowerCase();
