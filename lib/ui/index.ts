export { type CreateSignInOptions, createSignIn, type HeadlessSignIn, type StepAnswer } from './core/create-sign-in.ts';
export type { Problem, SignInState, StartState, StepState } from './core/sign-in-state.ts';
export type {
  AnyStep,
  DataForm,
  Field,
  Form,
  FormContext,
  Forms,
  Option,
  OwnForm,
  OwnFormTools,
  PasswordPolicy,
  Values,
  Words,
} from './forms/form.ts';
export type { UsernameType } from './forms/start-form.ts';
export { showSignIn } from './page/show-sign-in.ts';
export type { ShowSignInOptions, SignInLook } from './page/show-sign-in-options.ts';
export type { Plural, SomeTexts, Texts } from './texts/texts.ts';
