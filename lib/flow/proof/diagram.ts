import type { Flow } from '../flow.ts';
import { behaviourOf, type Place } from './behaviour.ts';

/**
 * Draws a flow as a Mermaid flowchart: what is asked, where each outcome leads, places with equal futures drawn once.
 *
 * @example
 * console.log(diagram(signIn));
 * // flowchart TD
 * //   begin([sign-in]) --> n0
 * //   n0["emailOtp (possession, 3 attempts)"]
 * //   n0 -->|"right"| n1
 * //   n0 -->|"wrong to the end"| n2
 * //   n1(["tokens"])
 * //   n2(["refused"])
 */
export function diagram(flow: Flow): string {
  const { places, complete } = behaviourOf(flow);
  const lines = places.flatMap((place, index) => [
    `n${index}${shape(place, flow)}`,
    ...place.ways.map(({ outcome, to }) => `n${index} -->|"${text(outcome)}"| n${to}`),
  ]);
  const note = complete ? [] : ['%% The flow is too large: not all of its paths are drawn.'];
  return ['flowchart TD', ...[...note, 'begin([sign-in]) --> n0', ...lines].map((line) => `  ${line}`)].join('\n');
}

function shape({ kind, label }: Place, { challenges }: Flow): string {
  switch (kind) {
    case 'question':
      return `{"${text(label)}"}`;
    case 'choice':
      return `{{"${text(label)}"}}`;
    case 'password':
      return '["password (Cognito checks it by SRP)"]';
    case 'challenge': {
      const { factor, attempts } = challenges[label] as (typeof challenges)[string];
      const answers = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
      return `["${text(label)} (${factor === 'both' ? 'both factors' : factor}, ${answers})"]`;
    }
    case 'end':
      return `(["${text(label)}"])`;
  }
}

const LONGEST_TEXT = 80;

/** Everything but plain letters, digits and a few marks as Mermaid's entity codes. */
function text(label: string): string {
  const letters = [...label];
  const short = letters.length > LONGEST_TEXT ? [...letters.slice(0, LONGEST_TEXT - 1), '…'] : letters;
  return short
    .map((letter) => (/^[\p{L}\p{N} _.,:?()-]$/u.test(letter) ? letter : `#${letter.codePointAt(0)};`))
    .join('');
}
