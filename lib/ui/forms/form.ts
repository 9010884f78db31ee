import type { MaybeFlow, PendingStep } from '../../client/index.ts';
import type { HeadlessSignIn } from '../core/create-sign-in.ts';
import type { Problem } from '../core/sign-in-state.ts';
import type { SomeTexts, Texts } from '../texts/texts.ts';

/** What a form knows of any step. */
export interface AnyStep {
  readonly name: string;
  readonly parameters: unknown;
}

/** What a form is told beside its step. */
export interface FormContext {
  /** In the page's language. */
  readonly texts: Texts;
  /** Who signs in; undefined after a reload. */
  readonly username: string | undefined;
  /** What an authenticator app shows beside the code. */
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What the pool asks of a new password. */
  readonly passwordPolicy: PasswordPolicy;
}

/** What the pool asks of a new password, for people and for password managers. */
export interface PasswordPolicy {
  /** Stands below the field: `At least 12 characters.` @default - nothing */
  readonly text?: string | undefined;
  /** The field's `passwordrules`, for what makes passwords: `minlength: 12;` @default - none */
  readonly rules?: string | undefined;
}

/** Words of a form: fixed ones, or made of what is asked. */
export type Words<S> = string | ((step: S, context: FormContext) => string | undefined);

/** A field to fill in. */
export interface Field {
  readonly label: string;
  /** As HTML has it. @default 'text' */
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'date' | 'url' | 'number' | undefined;
  /** As HTML has it. @default - none */
  readonly inputmode?: string | undefined;
  /** As HTML has it: what a browser or password manager fills in. @default 'off' */
  readonly autocomplete?: string | undefined;
  /** Stands below the field. @default - nothing */
  readonly hint?: string | undefined;
  /** As HTML has it, for what makes passwords. @default - none */
  readonly passwordrules?: string | undefined;
  /** What stands in it first. @default - nothing */
  readonly value?: string | undefined;
  /** Whether it may stay empty. @default false */
  readonly optional?: boolean | undefined;
  /** Whether it holds a code: large, in even figures. @default false */
  readonly code?: boolean | undefined;
}

/** What was filled in, by the fields' names. */
export type Values = Readonly<Record<string, string>>;

/** Something to pick: a button, which answers at once. */
export interface Option<Answer> {
  readonly label: string;
  readonly answer: Answer;
}

/** A form as data: fields to fill in, or buttons to pick from, or both. */
export interface DataForm<S extends AnyStep, Answer> {
  /** What it says in English, where the page's `texts` don't say it. @default - nothing more */
  readonly texts?: SomeTexts | undefined;
  /** The heading. @default - `texts.steps[name]`, else the step's name in words */
  readonly title?: Words<S> | undefined;
  /** Stands below the heading. @default - nothing */
  readonly intro?: Words<S> | undefined;
  /** By name. An empty object: nothing but the button. @default - one text field, `answer` */
  readonly fields?:
    | Readonly<Record<string, Field>>
    | ((step: S, context: FormContext) => Record<string, Field>)
    | undefined;
  /** The button. @default - `texts.continue` */
  readonly submit?: Words<S> | undefined;
  /** Buttons that answer at once. @default - none */
  readonly options?: ((step: S, context: FormContext) => readonly Option<Answer>[]) | undefined;
  /** Anything to show above the fields: a picture, say. Called once for a step. @default - nothing */
  readonly before?: ((step: S, context: FormContext) => Node | Promise<Node>) | undefined;
  /**
   * Makes the answer of what was filled in. It may take its time, and throw: then the step stays.
   * @default - the only field's text
   */
  readonly answer?: ((values: Values, step: S, signal: AbortSignal) => Answer | Promise<Answer>) | undefined;
  /** Whether it submits itself once, where the user came here by a click and not by a reload. @default false */
  readonly atOnce?: boolean | undefined;
  /** Answers without the user, if it can: reads a code from a text message, say. The signal aborts with the step. @default - nothing */
  readonly listen?: ((signal: AbortSignal) => Promise<Answer | undefined>) | undefined;
  /** A form that draws itself has nothing else: {@link OwnForm}. */
  readonly render?: undefined;
}

/** What a form that draws itself is given. */
export interface OwnFormTools<Answer> extends Pick<HeadlessSignIn, 'resend' | 'back' | 'skip' | 'restart'> {
  /** Answers the step. Nothing happens while a call is under way. */
  readonly answer: (answer: Answer) => void;
  /** Why the answer before did not pass, or the call failed: as it is now. */
  readonly problem: Problem | undefined;
  /** Whether a call is under way now. */
  readonly busy: boolean;
  /** Calls the listener when `problem` or `busy` has changed. */
  readonly onChange: (listener: () => void) => void;
}

/** A form that draws itself into an element, entirely: once for each step. What it returns is called at the step's end. */
export interface OwnForm<S extends AnyStep, Answer> {
  render(step: S, host: HTMLElement, tools: OwnFormTools<Answer>): undefined | (() => void);
}

/** How one step looks. */
export type Form<S extends AnyStep = AnyStep, Answer = unknown> = DataForm<S, Answer> | OwnForm<S, Answer>;

/** What answers a step. */
export type AnswerTo<S> = S extends { answer(answer: infer Answer, ...more: never): unknown } ? Answer : never;

/** A step of a flow, by its name. */
export type StepNamed<F extends MaybeFlow, Name> = Extract<PendingStep<F>, { readonly name: Name }>;

/** The names of a flow's steps. */
export type StepNames<F extends MaybeFlow> = PendingStep<F>['name'];

/** The form of a step of a flow, by the step's name. */
export type FormOf<F extends MaybeFlow, Name> = Form<StepNamed<F, Name>, AnswerTo<StepNamed<F, Name>>>;

/** The steps that can't do without a form: their answer is no text, and none is shipped. */
type NeedsForm<S> = S extends { readonly name: infer Name extends string }
  ? string extends AnswerTo<S>
    ? never
    : Name extends ShippedForm
      ? never
      : Name
  : never;

/** The steps for which a form is shipped. */
type ShippedForm =
  | 'choose'
  | 'MFA_SETUP'
  | 'NEW_PASSWORD_REQUIRED'
  | 'SELECT_CHALLENGE'
  | 'SELECT_MFA_TYPE'
  | 'SOFTWARE_TOKEN_SETUP'
  | 'WEB_AUTHN';

/** Forms of a flow's steps, by the steps' names. Wrong names and wrong answers don't compile. */
export type Forms<F extends MaybeFlow = undefined> = string extends PendingStep<F>['name']
  ? Readonly<Record<string, Form<never, unknown>>>
  : { readonly [Name in PendingStep<F>['name']]?: FormOf<F, Name> } & {
      readonly [Name in NeedsForm<PendingStep<F>>]: FormOf<F, Name>;
    };

/** `forms`, which may be missing only where no step needs one. */
export type FormsOption<F extends MaybeFlow> = [NeedsForm<PendingStep<F>>] extends [never]
  ? { readonly forms?: Forms<F> | undefined }
  : { readonly forms: Forms<F> };
