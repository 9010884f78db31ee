import { type AuthClient, createAuthClient, type MaybeFlow, type Tokens } from '../../client/index.ts';
import type { Problem } from '../core/sign-in-state.ts';
import { showSignIn } from './show-sign-in.ts';
import type { ShowSignInOptions, SignInLook } from './show-sign-in-options.ts';

/** The events of the element, by name. */
interface SignInEvents {
  readonly signedin: CustomEvent<{ readonly tokens: Tokens }>;
  readonly problem: CustomEvent<Problem>;
}

type Listens<More> = <Name extends keyof SignInEvents>(
  name: Name,
  listener: (event: SignInEvents[Name]) => unknown,
  options?: More | boolean,
) => void;

// A server has no elements: there the module must be importable, no more.
const Base = (globalThis.HTMLElement ?? class {}) as new () => {
  addEventListener: Listens<AddEventListenerOptions>;
  removeEventListener: Listens<EventListenerOptions>;
} & HTMLElement;

/**
 * The element `<countersign-sign-in>`: shows a sign-in as `showSignIn` does, in the page's own DOM. `auth` is what signs in; in
 * plain HTML the attributes `user-pool-id`, `client-id` and, for the local pool, `endpoint` are enough.
 *
 * Attributes, where a property is too much: `username-type` (`email`, `tel`, `text`), `password`, `heading-level`, `autofocus`.
 *
 * Fires `signedin` when the user has signed in, its `detail` `{ tokens }`, and `problem` for each problem, its `detail` the problem.
 *
 * @example
 * import 'countersign/ui/define';
 * document.querySelector('countersign-sign-in').addEventListener('signedin', ({ detail }) => detail.tokens);
 */
export class CountersignSignIn extends Base {
  static readonly observedAttributes = ['user-pool-id', 'client-id', 'endpoint'];

  #auth: AuthClient<never> | undefined;
  /** What the attributes made. */
  #ofAttributes: AuthClient<never> | undefined;
  #options: SignInOptionsOfElement = {};
  #end: (() => void) | undefined;
  #isDue = false;

  /** What signs in: what was set, else one made of the attributes. Set again, the sign-in begins anew. */
  get auth(): AuthClient<never> | undefined {
    this.#ofAttributes ??= this.#authOfAttributes();
    return this.#auth ?? this.#ofAttributes;
  }

  set auth(auth: AuthClient<never> | undefined) {
    if (auth === this.#auth) return;
    this.#auth = auth;
    this.#restart();
  }

  /** Everything else that `showSignIn` takes: `forms`, `texts`, … Where one of them is another, the sign-in begins anew. */
  get options(): SignInOptionsOfElement {
    return this.#options;
  }

  set options(given: SignInOptionsOfElement | undefined) {
    const before: Readonly<Record<string, unknown>> = this.#options;
    const now: Readonly<Record<string, unknown>> = given ?? {};
    this.#options = now;
    // What is written in place is another object each time that a framework draws the page.
    if (Object.keys({ ...before, ...now }).some((name) => before[name] !== now[name])) this.#restart();
  }

  connectedCallback(): void {
    // Frameworks set properties before the element is known: they would hide the accessors.
    for (const name of ['auth', 'options'] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      Reflect.deleteProperty(this, name);
      Object.assign(this, { [name]: value });
    }
    this.#restart();
  }

  disconnectedCallback(): void {
    this.#end?.();
    this.#end = undefined;
  }

  attributeChangedCallback(_: string, before: string | null, now: string | null): void {
    if (before === now) return;
    this.#ofAttributes = undefined;
    if (!this.#auth) this.#restart();
  }

  /** Begins anew when everything is set that is set now: each of it calls this. */
  #restart(): void {
    this.disconnectedCallback();
    if (!this.#isDue) queueMicrotask(() => this.#show());
    this.#isDue = true;
  }

  #show(): void {
    this.#isDue = false;
    const { auth } = this;
    if (!this.isConnected || !auth) return;
    const text = (name: string): string | undefined => this.getAttribute(name) ?? undefined;
    const fire = (name: string, detail: unknown): boolean => this.dispatchEvent(new CustomEvent(name, { detail }));
    const options = {
      usernameType: text('username-type'),
      password: this.hasAttribute('password'),
      headingLevel: Number(text('heading-level') ?? 2),
      autofocus: this.hasAttribute('autofocus'),
      ...this.#options,
      auth,
      onSignedIn: (end: { readonly tokens: Tokens }) => fire('signedin', end),
      onProblem: (problem: unknown) => fire('problem', problem),
    };
    this.#end = showSignIn(this, options as never);
  }

  #authOfAttributes(): AuthClient<never> | undefined {
    const [userPoolId, clientId, endpoint] = CountersignSignIn.observedAttributes.map((name) =>
      this.getAttribute(name),
    );
    return userPoolId && clientId
      ? (createAuthClient({ userPoolId, clientId, ...(endpoint && { endpoint }) }) as AuthClient<never>)
      : undefined;
  }
}

/** What the element is given as `options`: what it doesn't know by its attributes. */
export type SignInOptionsOfElement = Omit<SignInLook, 'onProblem'> &
  Partial<Pick<ShowSignInOptions<MaybeFlow>, 'now' | 'password'>> & {
    /** Forms of the flow's steps, as `showSignIn` takes them. */
    readonly forms?: Readonly<Record<string, unknown>> | undefined;
  };
