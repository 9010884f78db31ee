// A page of Vue's, in which tests show a sign-in that a script answers: the element, its `auth` and `options` as properties.
import '../../../lib/ui/define.ts';
import { createApp, h, shallowRef } from 'vue';
import { scriptedAuth } from './scripted-auth.ts';
import type { Stage } from './stage.ts';

const stage = shallowRef<
  (Required<Pick<Stage, 'options'>> & Pick<ReturnType<typeof scriptedAuth>, 'auth'>) | undefined
>();

createApp(() =>
  stage.value
    ? h('countersign-sign-in', {
        auth: stage.value.auth,
        options: stage.value.options,
        onSignedin: ({ detail }: CustomEvent) => {
          globalThis.signedIn += detail.tokens.accessToken === 'access' ? 1 : 0;
        },
        onProblem: ({ detail }: CustomEvent) => globalThis.problems.push(detail.kind),
      })
    : undefined,
).mount('#sign-in');

globalThis.show = ({ script, resumed, options = {} }) => {
  const { auth, calls, aborted } = scriptedAuth(script, { resumed });
  Object.assign(globalThis, { calls, aborted, problems: [], signedIn: 0 });
  stage.value = { auth, options };
};
globalThis.again = () => {
  stage.value = stage.value && { ...stage.value, options: { ...stage.value.options } };
};
globalThis.end = () => {
  stage.value = undefined;
};
