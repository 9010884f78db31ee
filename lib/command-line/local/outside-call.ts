import type { OutsideCall } from '../../local/index.ts';

/** That a function called somebody beyond this machine, in a line for the terminal. */
export const describeOutsideCall = ({ functionName, host, refused }: OutsideCall): string =>
  refused
    ? `${functionName} called ${host}, which isn't this machine: it was refused, and nothing left.`
    : `${functionName} called ${host}, which isn't this machine; --offline shuts that.`;
