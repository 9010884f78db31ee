import type { ShowSignInOptions } from './show-sign-in-options.ts';

/**
 * Refuses what types refuse too, in pages without them: what would be shown as nothing, or as nonsense.
 *
 * @throws TypeError that says what was given, and what to give
 */
export function assertOptions(host: Element | null, { auth, forms = {}, ...look }: ShowSignInOptions): asserts host {
  const { headingLevel = 2, usernameType = 'text' } = look;
  const refuse = (given: string, wanted: string): never => {
    throw new TypeError(`showSignIn got ${given}: ${wanted}`);
  };
  if (host?.nodeType !== 1) refuse('no element to show the sign-in in', 'is it in the page yet?');
  if (typeof auth?.resume !== 'function') refuse('no auth', 'give it what createAuthClient makes');
  if (![1, 2, 3, 4, 5, 6].includes(headingLevel)) refuse(`headingLevel ${headingLevel}`, 'give it 1 to 6');
  if (!/^(email|tel|text)$/.test(usernameType)) refuse(`usernameType ${usernameType}`, 'give it email, tel or text');
  for (const [name, form = {}] of Object.entries(forms)) {
    if (Object(form) !== form || typeof form === 'function') {
      refuse(`a ${typeof form} as the form of ${name}`, 'give it an object; components are for countersign/ui/react');
    }
  }
}
