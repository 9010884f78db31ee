import { randomUUID } from 'node:crypto';
import { NoCodeError } from './errors.ts';
import { findCode, findLink, textOfHtml } from './message-content.ts';

/** A message that would have been sent. */
export interface OutboxMessage {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly to: string;
  /** Empty for an SMS. */
  readonly subject: string;
  /** The plain text; where only HTML was sent, what a person reads of it. */
  readonly text: string;
  readonly html?: string;
  /** The code that stands in it. */
  readonly code?: string;
  /** The first link that stands in it. */
  readonly link?: string;
  /** Milliseconds since 1970. Of one that is listed again: when it was. */
  readonly sentAt: number;
  /** The trigger that was given the code to send it. What stands here is the code alone. Absent: it was sent as it stands here. */
  readonly givenTo?: string;
  /** Whether it is one that went out before, listed again: another sign-in is to be answered by it too. Absent: it is not. */
  readonly shared?: true;
}

/** A message to keep. */
export interface SentMessage {
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly subject?: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** The trigger that was given the code to send it. */
  readonly givenTo?: string | undefined;
}

/** Which messages to list. */
export interface OutboxFilter {
  /** The recipient, without regard to case. @default - everybody */
  readonly to?: string | undefined;
  /** Milliseconds since 1970: what was sent then or later. @default - everything */
  readonly since?: number | undefined;
}

/** How an outbox tells time, and how much it keeps. */
export interface OutboxOptions {
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** How many messages it keeps at least; older ones are dropped. @default 1000 */
  readonly keep?: number;
}

const folded = (address: string): string => address.trim().toLowerCase();

/** Whether a message goes to a recipient; each one does where none is given. */
const goesTo = (to: string | undefined): ((message: OutboxMessage) => boolean) => {
  if (to === undefined) return () => true;
  const recipient = folded(to);
  return (message) => folded(message.to) === recipient;
};

/**
 * Keeps what would have been sent, so that a test or a person can read the code.
 *
 * @example
 * const outbox = new Outbox();
 * outbox.add({ channel: 'email', to: 'alice@example.com', subject: 'Sign in', text: 'Your code is 123456.' });
 * outbox.lastCode(); // '123456'
 */
export class Outbox {
  readonly #now: () => number;
  readonly #keep: number;
  /** Oldest first. */
  readonly #messages: OutboxMessage[] = [];
  readonly #listeners = new Set<(message: OutboxMessage) => void>();

  constructor({ now = Date.now, keep = 1000 }: OutboxOptions = {}) {
    this.#now = now;
    this.#keep = keep;
  }

  /** Keeps a message, and tells those who subscribed. */
  add({ channel, to, subject = '', text, html, givenTo }: SentMessage): OutboxMessage {
    const read = text ?? textOfHtml(html ?? '');
    const code = findCode(read) ?? findCode(subject);
    const link = findLink(read) ?? findLink(textOfHtml(html ?? ''));
    const message: OutboxMessage = Object.freeze({
      id: randomUUID(),
      channel,
      to,
      subject,
      text: read,
      ...(html !== undefined && { html }),
      ...(code !== undefined && { code }),
      ...(link !== undefined && { link }),
      ...(givenTo !== undefined && { givenTo }),
      sentAt: this.#now(),
    });
    return this.#list(message);
  }

  /** Lists a message again, as shared: nothing is sent. */
  share(message: OutboxMessage): OutboxMessage {
    return this.#list(Object.freeze({ ...message, id: randomUUID(), sentAt: this.#now(), shared: true as const }));
  }

  #list(message: OutboxMessage): OutboxMessage {
    this.#messages.push(message);
    // Twice as many before dropping, so that dropping stays cheap.
    if (this.#messages.length > 2 * this.#keep) this.#messages.splice(0, this.#messages.length - this.#keep);
    for (const listener of this.#listeners) listener(message);
    return message;
  }

  /** The messages, newest first. */
  list({ to, since = Number.NEGATIVE_INFINITY }: OutboxFilter = {}): OutboxMessage[] {
    const isWanted = goesTo(to);
    return this.#messages.filter((message) => message.sentAt >= since && isWanted(message)).reverse();
  }

  /** The newest message. */
  last(to?: string): OutboxMessage | undefined {
    return this.#messages.findLast(goesTo(to));
  }

  /**
   * The newest message's code.
   *
   * @throws NoCodeError if there is no message, or the newest holds no code.
   */
  lastCode(to?: string): string {
    const message = this.last(to);
    if (message?.code !== undefined) return message.code;
    const who = to === undefined ? '' : ` to ${to}`;
    throw new NoCodeError(message ? `the newest message${who} holds no code` : `nothing was sent${who}`);
  }

  /** Calls the listener for each message from now on. The function it returns ends that. */
  subscribe(listener: (message: OutboxMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
