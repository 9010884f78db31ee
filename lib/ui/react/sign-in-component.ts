import {
  type ComponentType,
  createElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { MaybeFlow } from '../../client/index.ts';
import type { AnswerTo, AnyStep, FormOf, Forms, OwnFormTools, StepNamed, StepNames } from '../forms/form.ts';
import type { AnyForm } from '../forms/form-for.ts';
import { showSignIn } from '../page/show-sign-in.ts';
import type { ShowSignInOptions } from '../page/show-sign-in-options.ts';

/** What a component that is the form of a step is given. */
export interface StepProps<S = AnyStep, Answer = unknown> extends Omit<OwnFormTools<Answer>, 'onChange'> {
  readonly step: S;
}

/** A component by what it is given. React's own types compare the members of classes too: they fit no component of any step. */
type Component<Props> = ((props: Props) => ReactNode) | (new (props: Props) => { render(): ReactNode });

type StepComponent<S> = Component<StepProps<S, AnswerTo<S>>>;

/** Forms of a flow's steps, by the steps' names: as `showSignIn` takes them, or components. */
export type ReactForms<F extends MaybeFlow = undefined> =
  string extends StepNames<F>
    ? Readonly<Record<string, AnyForm | Component<never>>>
    : {
        readonly [Name in keyof Forms<F>]: Name extends StepNames<F>
          ? FormOf<F, Name> | StepComponent<StepNamed<F, Name>>
          : never;
      };

/** What {@link SignIn} is given: what `showSignIn` takes, and a class. All but `auth` and `lang` is read when the sign-in is shown. */
export type SignInProps<F extends MaybeFlow = undefined> = Omit<ShowSignInOptions<F>, 'forms'> &
  (undefined extends ShowSignInOptions<F>['forms']
    ? { readonly forms?: ReactForms<F> | undefined }
    : { readonly forms: ReactForms<F> }) & {
    /** The class of the element around it. @default - none */
    readonly className?: string | undefined;
  };

/** The component that stands in for a step's form, and where. */
interface Shown {
  readonly component: ComponentType<StepProps>;
  readonly place: HTMLElement;
  readonly props: StepProps;
}

/**
 * Shows a sign-in: `showSignIn` as a React component, for React 18 and later. Another `auth` or `lang` begins anew. A form may be a
 * component of yours.
 *
 * @example
 * <SignIn auth={auth} onSignedIn={() => navigate('/')} />
 */
export function SignIn<F extends MaybeFlow = undefined>(props: SignInProps<F>): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const [shown, show] = useState<Shown>();
  useEffect(() => {
    latest.current = props;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written in place is another object at each render
  useEffect(() => {
    const given = latest.current;
    const options = {
      ...given,
      forms: given.forms && withComponents(given.forms as Readonly<Record<string, FormOrComponent>>, show),
      onSignedIn: (end: never) => latest.current.onSignedIn?.(end),
      onProblem: (problem: never) => latest.current.onProblem?.(problem),
      describe: (problem: never) => latest.current.describe?.(problem),
    };
    return showSignIn(host.current, options as unknown as ShowSignInOptions);
  }, [props.auth, props.lang]);
  return createElement(
    'div',
    { ref: host, className: props.className },
    shown && createPortal(createElement(shown.component, shown.props), shown.place),
  );
}

type FormOrComponent = AnyForm | Component<never>;

/** Forms as `showSignIn` takes them: a component is a form that draws itself. */
const withComponents = (
  forms: Readonly<Record<string, FormOrComponent | undefined>>,
  show: (shown: Shown | undefined) => void,
): Readonly<Record<string, AnyForm | undefined>> =>
  Object.fromEntries(
    Object.entries(forms).map(([name, form]) => [name, isComponent(form) ? formOf(form, show) : (form as AnyForm)]),
  );

// A component is a function, or an object that React marks: `memo`, say.
const isComponent = (form: unknown): form is ComponentType<StepProps> =>
  typeof form === 'function' || '$$typeof' in Object(form);

const formOf = (component: ComponentType<StepProps>, show: (shown: Shown | undefined) => void): AnyForm => ({
  render(step: AnyStep, place: HTMLElement, tools: OwnFormTools<unknown>) {
    const { answer, resend, back, skip, restart } = tools;
    const draw = (): void =>
      show({
        component,
        place,
        props: { step, answer, resend, back, skip, restart, problem: tools.problem, busy: tools.busy },
      });
    tools.onChange(draw);
    // At once: what is drawn later can't take the focus.
    flushSync(draw);
    return () => show(undefined);
  },
});
