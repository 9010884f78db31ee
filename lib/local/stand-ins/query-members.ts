/** What a member of the query protocol holds. */
export type QueryValue = string | readonly QueryValue[] | QueryMembers;

/** The members of a call by the query protocol. */
export interface QueryMembers {
  readonly [name: string]: QueryValue | undefined;
}

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const MOST_LEVELS = 20;

/**
 * Builds what a form's flat names mean: `Destination.ToAddresses.member.1` is the first of a list in an object.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * @example
 * queryMembers(new URLSearchParams('Destinations.member.1=a&Message.Subject.Data=b'));
 * // { Destinations: ['a'], Message: { Subject: { Data: 'b' } } }
 */
export function queryMembers(form: URLSearchParams): QueryMembers {
  const root: Node = { children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const step of name.split('.').slice(0, MOST_LEVELS)) {
      const next = node.children.get(step) ?? { children: new Map() };
      node.children.set(step, next);
      node = next;
    }
    node.value = value;
  }
  return membersOf(root);
}

const membersOf = ({ children }: Node): QueryMembers =>
  Object.fromEntries([...children].map(([name, node]) => [name, heldBy(node)]));

function heldBy(node: Node): QueryValue {
  if (node.children.size === 0) return node.value ?? '';
  const list = node.children.get('member');
  if (list && node.children.size === 1) return listOf(list);
  return membersOf(node);
}

/** In the order of the numbers. */
const listOf = ({ children }: Node): readonly QueryValue[] =>
  [...children].sort(([a], [b]) => Number(a) - Number(b)).map(([, node]) => heldBy(node));
