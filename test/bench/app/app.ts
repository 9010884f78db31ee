import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CustomAuth } from '../../../lib/constructs/index.ts';

const app = new App();
new CustomAuth(new Stack(app, 'Bench'), 'SignIn', { lambdas: join(import.meta.dirname, 'lambdas') });
app.synth();
