import { Token } from 'aws-cdk-lib';
import type { Finding } from '../bypass/settings.ts';
import type { Acknowledgement } from './custom-auth-props.ts';
import { PropertyError } from './errors.ts';

/** A path in the construct tree, and what is found there. */
const ID = /^[^:]+: \S/;

/**
 * Asserts that every acknowledgement says what it is about, and why.
 *
 * @throws PropertyError
 */
export function assertAcknowledgements(acknowledgements: readonly Acknowledgement[]): void {
  for (const { id, reason } of acknowledgements) {
    if (!id) throw new PropertyError('an acknowledgement has no id: copy it from the message of what it is about');
    if (!ID.test(id)) {
      throw new PropertyError(
        `the acknowledgement of ${id} doesn't say what it accepts, as 'Stack/Pool/Web: allows OAuth' does: ` +
          'copy the id from the message of what it is about',
      );
    }
    if (!Token.isUnresolved(reason) && !reason?.trim()) {
      throw new PropertyError(`the acknowledgement of ${id} gives no reason: say why it is safe here`);
    }
  }
}

/** What stays of some findings, as the errors that fail synth. */
export function unacknowledged(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
): readonly string[] {
  const known = new Set(acknowledgements.map(({ id }) => id));
  return findings
    .filter(({ id }) => !known.has(id))
    .map(
      ({ id, message }) => `${message}; if that is meant, add { id: ${quoted(id)}, reason: '…' } to acknowledgements`,
    );
}

/** The acknowledgements that no finding matches: it is gone, or it has become another one. */
export function unused(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
): readonly Acknowledgement[] {
  const found = new Set(findings.map(({ id }) => id));
  return acknowledgements.filter(({ id }) => !found.has(id));
}

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
