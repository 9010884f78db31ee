export { type ReactForms, SignIn, type SignInProps, type StepProps } from './react/sign-in-component.ts';
export { type UsedSignIn, useSignIn } from './react/use-sign-in.ts';
