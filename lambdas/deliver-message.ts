import { deliverMessageHandler } from '../lib/triggers/index.ts';
import { signIn } from './sign-in.ts';

export const handler = deliverMessageHandler(signIn);
