/** A second app, beside the repository's own: people prove their password first, then answer an e-mailed code. */
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CustomAuth } from '../../../../lib/constructs/index.ts';

const app = new App();
new CustomAuth(new Stack(app, 'PasswordFirst'), 'SignIn', {
  lambdas: join(import.meta.dirname, 'lambdas'),
  email: { from: 'no-reply@example.com' },
});
app.synth();
